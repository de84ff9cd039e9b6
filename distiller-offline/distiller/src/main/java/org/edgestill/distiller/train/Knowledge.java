package org.edgestill.distiller.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.edgestill.distiller.data.InputException;

/**
 * What a teacher says about every training prediction: its best items with scores, how sure it is,
 * and the hidden state behind them; and its item vectors. The teacher runs once; students learn
 * from this. It stays in its file, which is mapped: the operating system keeps what is used.
 *
 * <p>Predictions are numbered user by user, event by event: as many as a user has training events,
 * less the first, which nothing comes before. The file is described in {@code docs/knowledge.md};
 * {@link KnowledgeWriter} writes it.
 */
public final class Knowledge {

  static final int MAGIC = 0x45534b32; // "ESK2"
  static final int ALIGNMENT = 64;
  static final ObjectMapper JSON = new ObjectMapper();

  /** Far above what a header can be; a longer one is not ours. */
  private static final int MAX_HEADER = 1 << 20;

  /**
   * The sizes of everything.
   *
   * @param fingerprint names the data and the teacher
   * @param positions P, how many predictions
   * @param top N, how many items of each
   * @param hiddenWidth H, of hidden states; 0 if there are none
   * @param items V
   * @param embeddingWidth E, of item vectors; 0 if there are none
   * @param temperature divides scores so that their softmax is calibrated on validation
   */
  public record Header(
      String fingerprint,
      int positions,
      int top,
      int hiddenWidth,
      int items,
      int embeddingWidth,
      double temperature) {

    int embeddingRows() {
      return embeddingWidth == 0 ? 0 : items + 1;
    }

    byte[] toJson() throws IOException {
      return JSON.writeValueAsBytes(this);
    }
  }

  private final Header header;
  private final long bytes;
  private final MappedRows embeddings;
  private final MappedRows items;
  private final MappedRows scores;
  private final MappedRows confidence;
  private final MappedRows hidden;

  private Knowledge(Header header, Layout layout, FileChannel channel) throws IOException {
    this.header = header;
    this.bytes = channel.size();
    int positions = header.positions();
    this.embeddings =
        MappedRows.map(
            channel, layout.embeddings(), header.embeddingRows(), header.embeddingWidth());
    this.items = MappedRows.map(channel, layout.items(), positions, header.top());
    this.scores = MappedRows.map(channel, layout.scores(), positions, header.top());
    this.confidence = MappedRows.map(channel, layout.confidence(), positions, 1);
    this.hidden = MappedRows.map(channel, layout.hidden(), positions, header.hiddenWidth());
  }

  /**
   * Where the sections begin, in bytes.
   *
   * @param end where the last one ends
   */
  record Layout(long embeddings, long items, long scores, long confidence, long hidden, long end) {

    static Layout of(Header header, int headerLength) {
      long embeddings = aligned(2L * Integer.BYTES + headerLength);
      long items = next(embeddings, header.embeddingRows(), header.embeddingWidth());
      long scores = next(items, header.positions(), header.top());
      long confidence = next(scores, header.positions(), header.top());
      long hidden = next(confidence, header.positions(), 1);
      return new Layout(
          embeddings,
          items,
          scores,
          confidence,
          hidden,
          next(hidden, header.positions(), header.hiddenWidth()));
    }

    private static long next(long offset, int rows, int columns) {
      return aligned(offset + (long) rows * columns * Float.BYTES);
    }

    private static long aligned(long offset) {
      return (offset + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
  }

  /**
   * Opens knowledge.
   *
   * @return empty if there is none, or it is of another teacher or other data, or not whole
   */
  static Optional<Knowledge> read(Path file, String fingerprint) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer start = ByteBuffer.allocate(2 * Integer.BYTES).order(ByteOrder.BIG_ENDIAN);
      channel.read(start, 0);
      if (start.hasRemaining() || start.getInt(0) != MAGIC) {
        return Optional.empty();
      }
      int length = start.order(ByteOrder.LITTLE_ENDIAN).getInt(Integer.BYTES);
      if (length < 0 || length > MAX_HEADER) {
        return Optional.empty();
      }
      ByteBuffer json = ByteBuffer.allocate(length);
      channel.read(json, 2L * Integer.BYTES);
      if (json.hasRemaining()) {
        return Optional.empty();
      }
      JsonNode tree = JSON.readTree(json.array());
      if (!tree.path("fingerprint").asText().equals(fingerprint)) {
        return Optional.empty();
      }
      Header header = JSON.treeToValue(tree, Header.class);
      Layout layout = Layout.of(header, length);
      return channel.size() == layout.end()
          ? Optional.of(new Knowledge(header, layout, channel))
          : Optional.empty();
    } catch (NoSuchFileException | JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Names the data and the teacher. */
  public String fingerprint() {
    return header.fingerprint();
  }

  /** How many predictions there are. */
  public int positions() {
    return header.positions();
  }

  /** N, how many items are kept of each prediction. */
  public int top() {
    return header.top();
  }

  /** H, the width of hidden states; 0 if there are none. */
  public int width() {
    return header.hiddenWidth();
  }

  /** E, the width of item vectors; 0 if there are none. */
  public int embeddingWidth() {
    return header.embeddingWidth();
  }

  /** Divides scores so that their softmax over the catalogue is calibrated on validation. */
  public double temperature() {
    return header.temperature();
  }

  /** How many bytes its file has. */
  public long bytes() {
    return bytes;
  }

  /**
   * One of the best items of a prediction.
   *
   * @param rank 0 for the best, to N - 1
   * @return 0 if there are fewer
   */
  public int item(int position, int rank) {
    return items.getInt(position, rank);
  }

  /**
   * The score of one of the best items; the softmax of all of a prediction's divided by a
   * temperature is what students aim for.
   */
  public float score(int position, int rank) {
    return scores.getFloat(position, rank);
  }

  /**
   * How sure the teacher is: the calibrated probability of its best item among all items that the
   * user has not met, 0 to 1.
   */
  public float confidence(int position) {
    return confidence.getFloat(position, 0);
  }

  /**
   * Copies the hidden state behind a prediction.
   *
   * @param into H numbers are written from an offset on
   */
  public void hidden(int position, float[] into, int offset) {
    hidden.copy(position, into, offset);
  }

  /**
   * Copies the vector of an item.
   *
   * @param item 1 to V
   * @param into E numbers are written from an offset on
   */
  public void embedding(int item, float[] into, int offset) {
    embeddings.copy(item, into, offset);
  }

  /**
   * A copy of the item vectors.
   *
   * @throws InputException if there are none
   */
  public ItemVectors itemVectors() {
    int width = header.embeddingWidth();
    if (width == 0) {
      throw new InputException(
          "no teacher has item vectors for the student to start from: set firstItems to random, or"
              + " add a transformer or a gru to the teachers");
    }
    float[] values = new float[header.embeddingRows() * width];
    for (int item = 1; item <= header.items(); item++) {
      embedding(item, values, item * width);
    }
    return new ItemVectors(width, values);
  }
}
