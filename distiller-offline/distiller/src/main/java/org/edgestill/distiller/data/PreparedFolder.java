package org.edgestill.distiller.data;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.distiller.data.SplitSettings.By;
import org.edgestill.model.Catalogue;
import org.edgestill.model.FeatureSchemas;
import org.edgestill.model.ModelPackage;
import org.jspecify.annotations.Nullable;

/**
 * A prepared data set as files: the catalogue and the feature schema as they go into the model
 * package, the data card (JSON, and a text for people) and the sequences (gzipped, big-endian).
 *
 * <p>The sequences begin with the format number (int32), the rule of the split (text as by {@link
 * DataOutputStream#writeUTF}) and its two moments (int64). Then come the number of users and for
 * each the four numbers of its {@link Cut}, its length, and events of item, behaviour, gap as int32
 * and time as int64.
 */
public final class PreparedFolder {

  public static final String CARD = "data-card.json";

  /** Raised when the files are written differently. */
  public static final int FORMAT = 2;

  private static final String CARD_TEXT = "data-card.txt";
  private static final String SEQUENCES = "sequences.gz";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private PreparedFolder() {}

  /** Writes into an existing folder. */
  public static void write(Preparation.Prepared prepared, Path folder) throws IOException {
    Dataset data = prepared.data();
    data.items().writeCatalogue(folder.resolve(ModelPackage.CATALOGUE));
    Files.write(folder.resolve(ModelPackage.FEATURES), FeatureSchemas.toJson(data.schema()));
    try (OutputStream file = Files.newOutputStream(folder.resolve(SEQUENCES));
        DataOutputStream out =
            new DataOutputStream(new BufferedOutputStream(new GZIPOutputStream(file), 1 << 16))) {
      Partition partition = data.partition();
      out.writeInt(FORMAT);
      out.writeUTF(partition.by().name());
      out.writeLong(partition.validationFrom());
      out.writeLong(partition.testFrom());
      out.writeInt(data.users());
      for (int user = 0; user < data.users(); user++) {
        write(partition.cuts().get(user), out);
        write(data.everything(user), out);
      }
    }
    Files.writeString(folder.resolve(CARD_TEXT), DataCardText.of(prepared.card()));
    JSON.writeValue(folder.resolve(CARD).toFile(), prepared.card());
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws InputException if the files do not belong together
   */
  public static Preparation.Prepared read(Path folder) throws IOException {
    DataCard card = JSON.readValue(folder.resolve(CARD).toFile(), DataCard.class);
    Dataset data;
    try {
      FeatureSchema schema =
          FeatureSchemas.parse(Files.readAllBytes(folder.resolve(ModelPackage.FEATURES)));
      data = data(schema, items(folder), folder);
      LeakageCheck.require(data);
    } catch (ModelRefusedException | IllegalArgumentException | InputException e) {
      throw changed(folder, e);
    }
    if (!data.hash().equals(card.hash())) {
      throw changed(folder, null);
    }
    return new Preparation.Prepared(data, card);
  }

  private static InputException changed(Path folder, @Nullable Exception cause) {
    return new InputException(
        folder + " was changed after it was prepared; delete it and prepare again", cause);
  }

  private static Items items(Path folder) throws IOException, ModelRefusedException {
    Catalogue catalogue = Catalogue.read(folder.resolve(ModelPackage.CATALOGUE));
    List<Items.Item> items = new ArrayList<>(catalogue.size());
    for (int i = 1; i <= catalogue.size(); i++) {
      items.add(
          new Items.Item(
              catalogue.itemAt(i),
              catalogue.titleAt(i),
              catalogue.categoriesAt(i),
              catalogue.popularityAt(i)));
    }
    return new Items(items);
  }

  private static Dataset data(FeatureSchema schema, Items items, Path folder) throws IOException {
    try (InputStream file = Files.newInputStream(folder.resolve(SEQUENCES));
        DataInputStream in =
            new DataInputStream(new BufferedInputStream(new GZIPInputStream(file), 1 << 16))) {
      if (in.readInt() != FORMAT) {
        throw new IllegalArgumentException(SEQUENCES + " is of another format than " + FORMAT);
      }
      By by = By.valueOf(in.readUTF());
      long validationFrom = in.readLong();
      long testFrom = in.readLong();
      int users = in.readInt();
      List<Cut> cuts = new ArrayList<>(users);
      List<Sequence> sequences = new ArrayList<>(users);
      for (int user = 0; user < users; user++) {
        cuts.add(new Cut(in.readInt(), in.readInt(), in.readInt(), in.readInt()));
        sequences.add(read(in));
      }
      return new Dataset(
          schema, items, sequences, new Partition(by, validationFrom, testFrom, cuts));
    }
  }

  private static void write(Cut cut, DataOutputStream out) throws IOException {
    out.writeInt(cut.train());
    out.writeInt(cut.validation());
    out.writeInt(cut.validationEnd());
    out.writeInt(cut.test());
  }

  private static void write(Sequence sequence, DataOutputStream out) throws IOException {
    out.writeInt(sequence.length());
    for (int i = 0; i < sequence.length(); i++) {
      out.writeInt(sequence.items()[i]);
      out.writeInt(sequence.behaviours()[i]);
      out.writeInt(sequence.gaps()[i]);
      out.writeLong(sequence.timesMillis()[i]);
    }
  }

  private static Sequence read(DataInputStream in) throws IOException {
    int length = in.readInt();
    int[] items = new int[length];
    int[] behaviours = new int[length];
    int[] gaps = new int[length];
    long[] times = new long[length];
    for (int i = 0; i < length; i++) {
      items[i] = in.readInt();
      behaviours[i] = in.readInt();
      gaps[i] = in.readInt();
      times[i] = in.readLong();
    }
    return new Sequence(items, behaviours, gaps, times);
  }
}
