package org.edgestill.distiller.train;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes {@link Knowledge} prediction by prediction, in any order; what is written is not kept in
 * memory. The file gets its name when it is {@link #commit complete}, and not before.
 */
public final class KnowledgeWriter implements Closeable {

  private final Knowledge.Header header;
  private final Knowledge.Layout layout;
  private final Path file;
  private final Path aside;
  private final FileChannel channel;
  private final ByteBuffer row;

  /** Begins a file; a file of that name stays as it is until the new one is complete. */
  public KnowledgeWriter(Path file, Knowledge.Header header) throws IOException {
    this.header = header;
    this.file = file;
    this.aside = file.resolveSibling(file.getFileName() + ".tmp");
    byte[] json = header.toJson();
    this.layout = Knowledge.Layout.of(header, json.length);
    int widest = Math.max(header.top(), Math.max(header.hiddenWidth(), header.embeddingWidth()));
    this.row = ByteBuffer.allocate(widest * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    this.channel =
        FileChannel.open(
            aside,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    try {
      ByteBuffer start = ByteBuffer.allocate(2 * Integer.BYTES + json.length);
      start.order(ByteOrder.BIG_ENDIAN).putInt(Knowledge.MAGIC);
      start.order(ByteOrder.LITTLE_ENDIAN).putInt(json.length).put(json).flip();
      write(start, 0);
      // the last byte, so that the file has its size whatever comes
      write(ByteBuffer.allocate(1), layout.end() - 1);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Writes what is said about one prediction.
   *
   * @param items the best first, length N; 0 where there are fewer
   * @param scores of these items, length N
   * @param confidence 0 to 1
   * @param hidden length H
   */
  public void put(int position, int[] items, float[] scores, float confidence, float[] hidden)
      throws IOException {
    row.clear();
    for (int rank = 0; rank < header.top(); rank++) {
      row.putInt(items[rank]);
    }
    write(row.flip(), at(layout.items(), position, header.top()));
    putFloats(at(layout.scores(), position, header.top()), scores, 0, header.top());
    putFloats(at(layout.confidence(), position, 1), new float[] {confidence}, 0, 1);
    putFloats(at(layout.hidden(), position, header.hiddenWidth()), hidden, 0, header.hiddenWidth());
  }

  /**
   * Writes all item vectors.
   *
   * @param table [V + 1, E], row-major
   */
  public void putEmbeddings(float[] table) throws IOException {
    int width = header.embeddingWidth();
    for (int item = 0; item < header.embeddingRows(); item++) {
      putFloats(at(layout.embeddings(), item, width), table, item * width, width);
    }
  }

  private static long at(long section, int rowNumber, int columns) {
    return section + (long) rowNumber * columns * Float.BYTES;
  }

  private void putFloats(long at, float[] values, int from, int count) throws IOException {
    row.clear();
    for (int i = from; i < from + count; i++) {
      row.putFloat(values[i]);
    }
    write(row.flip(), at);
  }

  private void write(ByteBuffer bytes, long at) throws IOException {
    long to = at;
    while (bytes.hasRemaining()) {
      to += channel.write(bytes, to);
    }
  }

  /** The file is complete: it is forced to disk and gets its name. */
  public Knowledge commit() throws IOException {
    channel.force(true);
    channel.close();
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return Knowledge.read(file, header.fingerprint())
        .orElseThrow(() -> new IOException(file + " was changed while it was written"));
  }

  /** Gives up what is not complete. */
  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(aside);
  }
}
