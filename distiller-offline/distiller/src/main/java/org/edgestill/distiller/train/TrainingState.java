package org.edgestill.distiller.train;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Everything that a training needs to go on as if it had never stopped, after whole epochs.
 *
 * @param fingerprint names data, network and settings; a state of another training is not used
 * @param epoch how many epochs are done
 * @param bestEpoch which of them was the best on validation, from 1; 0 before the first
 * @param best its NDCG@10
 * @param restarts how often training went back after a number that was not finite
 * @param optimiserSteps how many optimiser steps were made
 * @param parameters of the network
 * @param mean first moments of the optimiser
 * @param variance second moments of the optimiser
 * @param bestParameters of the best epoch
 */
@SuppressWarnings("ArrayRecordComponent") // identity is fine: states are never compared
record TrainingState(
    String fingerprint,
    int epoch,
    int bestEpoch,
    double best,
    int restarts,
    int optimiserSteps,
    float[] parameters,
    float[] mean,
    float[] variance,
    float[] bestParameters) {

  private static final int MAGIC = 0x45535431; // "EST1"

  /** Writes aside, to disk, then into place, so that a file is the old or the new one. */
  void write(Path file) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeUTF(fingerprint);
      out.writeInt(epoch);
      out.writeInt(bestEpoch);
      out.writeDouble(best);
      out.writeInt(restarts);
      out.writeInt(optimiserSteps);
      for (float[] values : new float[][] {parameters, mean, variance, bestParameters}) {
        writeFloats(out, values);
      }
    }
    byte[] content = bytes.toByteArray();
    ByteBuffer whole = ByteBuffer.allocate(content.length + Long.BYTES);
    whole.put(content).putLong(checksum(content, content.length)).flip();
    Path aside = file.resolveSibling(file.getFileName() + ".tmp");
    try (FileChannel channel =
        FileChannel.open(
            aside,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      while (whole.hasRemaining()) {
        channel.write(whole);
      }
      channel.force(true);
    }
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Reads a state back; empty if there is none, it is damaged, or it belongs to another training.
   */
  static Optional<TrainingState> read(Path file, String fingerprint) throws IOException {
    byte[] whole;
    try {
      whole = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    int length = whole.length - Long.BYTES;
    if (length < Integer.BYTES
        || ByteBuffer.wrap(whole).getLong(length) != checksum(whole, length)) {
      return Optional.empty();
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(whole, 0, length))) {
      if (in.readInt() != MAGIC || !in.readUTF().equals(fingerprint)) {
        return Optional.empty();
      }
      return Optional.of(
          new TrainingState(
              fingerprint,
              in.readInt(),
              in.readInt(),
              in.readDouble(),
              in.readInt(),
              in.readInt(),
              readFloats(in),
              readFloats(in),
              readFloats(in),
              readFloats(in)));
    }
  }

  private static void writeFloats(DataOutputStream out, float[] values) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    out.writeInt(values.length);
    out.write(bytes.array());
  }

  private static float[] readFloats(DataInputStream in) throws IOException {
    float[] values = new float[in.readInt()];
    byte[] bytes = in.readNBytes(values.length * Float.BYTES);
    ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
    return values;
  }

  private static long checksum(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return crc.getValue();
  }
}
