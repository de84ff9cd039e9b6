package org.edgestill.distiller.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.edgestill.distiller.evaluate.Evaluation;

/**
 * The rank of every target under every model, {@code ranks.csv}: a line for each evaluated user, a
 * column for each model, the ranks of several targets apart by spaces. Whatever anybody may want to
 * test can be tested with it. Users are numbered; they are not named.
 */
final class RankFile {

  static final String FILE = "ranks.csv";

  private static final String USER = "user";

  private RankFile() {}

  /**
   * Writes.
   *
   * @param users the numbers of the evaluated users
   */
  static void write(Path folder, List<Integer> users, List<Evaluation> evaluations)
      throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(
        USER + "," + evaluations.stream().map(Evaluation::name).collect(Collectors.joining(",")));
    for (int row = 0; row < users.size(); row++) {
      StringBuilder line = new StringBuilder().append(users.get(row));
      for (Evaluation evaluation : evaluations) {
        line.append(',');
        line.append(
            Arrays.stream(evaluation.ranks()[row])
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(" ")));
      }
      lines.add(line.toString());
    }
    Files.write(folder.resolve(FILE), lines);
  }

  /** Reads back: for each model the ranks of each user, in the order of the file. */
  static Map<String, int[][]> read(Path folder) throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve(FILE));
    String[] header = lines.get(0).split(",", -1);
    Map<String, int[][]> ranks = new LinkedHashMap<>();
    for (int column = 1; column < header.length; column++) {
      ranks.put(header[column], new int[lines.size() - 1][]);
    }
    for (int row = 0; row < lines.size() - 1; row++) {
      String[] cells = lines.get(row + 1).split(",", -1);
      int column = 1;
      for (int[][] model : ranks.values()) {
        model[row] =
            Arrays.stream(cells[column++].split(" ", -1)).mapToInt(Integer::parseInt).toArray();
      }
    }
    return ranks;
  }
}
