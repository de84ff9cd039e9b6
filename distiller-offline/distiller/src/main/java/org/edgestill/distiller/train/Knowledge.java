package org.edgestill.distiller.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a teacher says about every training prediction: its best items with scores, and the hidden
 * state behind them. The teacher runs once; students learn from this.
 *
 * @param fingerprint names the data and the teacher
 * @param positions how many predictions; they are numbered user by user, event by event
 * @param top N, how many items of each
 * @param width of the hidden states
 * @param items the best N items of each prediction, best first, [positions, N]; 0 where there are
 *     fewer
 * @param scores of these items, [positions, N]; the softmax of them divided by a temperature is the
 *     target
 * @param hidden [positions, width]
 */
@SuppressWarnings("ArrayRecordComponent") // identity is fine: knowledge is never compared
public record Knowledge(
    String fingerprint,
    int positions,
    int top,
    int width,
    int[] items,
    float[] scores,
    float[] hidden) {

  private static final int MAGIC = 0x45534b31; // "ESK1"
  private static final int HEADER = 5 * Integer.BYTES;

  public Knowledge {
    if (items.length != positions * top
        || scores.length != items.length
        || hidden.length != positions * width) {
      throw new IllegalArgumentException("the arrays do not fit the sizes");
    }
  }

  static Knowledge empty(String fingerprint, int positions, int top, int width) {
    return new Knowledge(
        fingerprint,
        positions,
        top,
        width,
        new int[positions * top],
        new float[positions * top],
        new float[positions * width]);
  }

  /**
   * One of the best items of a prediction.
   *
   * @param rank 0 for the best, to N - 1
   * @return 0 if there are fewer
   */
  public int item(int position, int rank) {
    return items[position * top + rank];
  }

  /** The score of one of the best items. */
  public float score(int position, int rank) {
    return scores[position * top + rank];
  }

  /**
   * Copies the hidden state behind a prediction.
   *
   * @param into as many numbers as states are wide are written from an offset on
   */
  public void hidden(int position, float[] into, int offset) {
    System.arraycopy(hidden, position * width, into, offset, width);
  }

  /** How many bytes its file has. */
  public long bytes() {
    return HEADER + name().length + 4L * (items.length + scores.length + hidden.length);
  }

  private byte[] name() {
    return fingerprint.getBytes(StandardCharsets.UTF_8);
  }

  /** Writes aside, then into place. */
  void write(Path file) throws IOException {
    Path aside = file.resolveSibling(file.getFileName() + ".tmp");
    byte[] name = name();
    try (FileChannel channel =
        FileChannel.open(
            aside,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      ByteBuffer all = channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes());
      all.putInt(MAGIC).putInt(name.length).put(name);
      all.putInt(positions).putInt(top).putInt(width);
      all.asIntBuffer().put(items);
      all.position(all.position() + 4 * items.length);
      all.asFloatBuffer().put(scores).put(hidden);
      channel.force(true);
    }
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Reads knowledge back; empty if there is none or it is of another teacher or other data. */
  static Optional<Knowledge> read(Path file, String fingerprint) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer all = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      byte[] expected = fingerprint.getBytes(StandardCharsets.UTF_8);
      if (all.remaining() < HEADER + expected.length
          || all.getInt() != MAGIC
          || all.getInt() != expected.length) {
        return Optional.empty();
      }
      byte[] name = new byte[expected.length];
      all.get(name);
      if (!Arrays.equals(name, expected)) {
        return Optional.empty();
      }
      Knowledge knowledge = empty(fingerprint, all.getInt(), all.getInt(), all.getInt());
      if (channel.size() != knowledge.bytes()) {
        return Optional.empty();
      }
      all.asIntBuffer().get(knowledge.items);
      all.position(all.position() + 4 * knowledge.items.length);
      all.asFloatBuffer().get(knowledge.scores).get(knowledge.hidden);
      return Optional.of(knowledge);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
