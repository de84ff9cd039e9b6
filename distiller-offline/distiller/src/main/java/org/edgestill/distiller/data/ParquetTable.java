package org.edgestill.distiller.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.function.Consumer;
import org.duckdb.DuckDBDriver;

/**
 * A Parquet file, read by DuckDB in the process.
 *
 * <p>Why DuckDB: it reads every encoding and compression that writers use, knows the types of times
 * and says what is wrong with a file, all in one dependency of 85 MB without others. The Java
 * library of Apache Parquet is 19 MB, but can not be initialised without Hadoop's (20 MB more, and
 * its advisories), and leaves the mapping of types to us.
 */
final class ParquetTable implements Table {

  /** Of DuckDB, beside Java's heap: a row group's columns are decoded at a time. */
  private static final String MEMORY = "512MB";

  private final Path file;

  ParquetTable(Path file) {
    this.file = file;
  }

  @Override
  public void read(List<String> columns, Consumer<Row> rows) {
    if (!Files.isRegularFile(file)) {
      throw new InputException(file + " is not there; correct the path in the configuration");
    }
    try (Connection duckdb = connect()) {
      boolean[] moments = new boolean[columns.size()];
      try (PreparedStatement query = duckdb.prepareStatement(query(duckdb, columns, moments))) {
        query.setString(1, file.toString());
        try (ResultSet result = query.executeQuery()) {
          while (result.next()) {
            rows.accept(row(result, columns, moments));
          }
        }
      }
    } catch (SQLException e) {
      String message = String.valueOf(e.getMessage());
      throw new InputException(
          file + " can not be read as Parquet: " + message.lines().findFirst().orElse(message), e);
    }
  }

  /** Nothing is fetched from the network, and rows keep the order of the file. */
  private static Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, "true");
    Connection connection = DriverManager.getConnection("jdbc:duckdb:", properties);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET autoinstall_known_extensions = false");
      statement.execute("SET autoload_known_extensions = false");
      statement.execute("SET preserve_insertion_order = true");
      statement.execute("SET threads = 1");
      statement.execute("SET memory_limit = '" + MEMORY + "'");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private String query(Connection duckdb, List<String> columns, boolean[] moments)
      throws SQLException {
    Map<String, String> types = types(duckdb);
    List<String> selected = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      String column = columns.get(i);
      String type = types.get(column);
      if (type == null) {
        throw new InputException(
            "%s has no column '%s'; there are %s"
                .formatted(file, column, String.join(", ", types.keySet())));
      }
      String quoted = '"' + column.replace("\"", "\"\"") + '"';
      moments[i] = type.startsWith("TIMESTAMP") || type.equals("DATE");
      boolean nested = type.contains("[") || (type.contains("(") && !type.startsWith("DECIMAL"));
      if (nested || type.equals("BLOB")) {
        throw new InputException(
            "%s: column '%s' is %s, but must hold texts, numbers or times"
                .formatted(file, column, type));
      }
      selected.add(moments[i] ? "epoch_ms(" + quoted + ")" : "CAST(" + quoted + " AS VARCHAR)");
    }
    return "SELECT %s, file_row_number FROM read_parquet(?, file_row_number = true)"
        .formatted(String.join(", ", selected));
  }

  private Map<String, String> types(Connection duckdb) throws SQLException {
    Map<String, String> types = new LinkedHashMap<>();
    try (PreparedStatement describe =
        duckdb.prepareStatement("DESCRIBE SELECT * FROM read_parquet(?)")) {
      describe.setString(1, file.toString());
      try (ResultSet result = describe.executeQuery()) {
        while (result.next()) {
          types.put(result.getString(1), result.getString(2));
        }
      }
    }
    return types;
  }

  private Row row(ResultSet result, List<String> columns, boolean[] moments) throws SQLException {
    String[] values = new String[columns.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = result.getString(i + 1);
    }
    long number = result.getLong(values.length + 1) + 1;
    return new Row() {
      @Override
      String get(int position) {
        String value = values[position];
        if (value == null) {
          throw error("'" + columns.get(position) + "' is missing");
        }
        return value;
      }

      @Override
      OptionalLong moment(int position) {
        return moments[position]
            ? OptionalLong.of(Long.parseLong(get(position)))
            : OptionalLong.empty();
      }

      @Override
      String where() {
        return file + ", row " + number;
      }
    };
  }
}
