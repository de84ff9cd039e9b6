package org.edgestill.distiller.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.edgestill.api.features.FeatureSchema;

/** Names a data set by its content, so that a result can say what it was measured on. */
final class DatasetHash {

  private final MessageDigest digest = sha256();

  private DatasetHash() {}

  static String of(
      FeatureSchema schema, Items items, List<Sequence> sequences, Partition partition) {
    DatasetHash hash = new DatasetHash();
    hash.number(schema.sequenceLength());
    hash.number(schema.behaviours().size());
    schema.behaviours().forEach(hash::text);
    hash.number(schema.gapBoundsSeconds().size());
    schema.gapBoundsSeconds().forEach(hash::number);
    hash.number(items.size());
    for (int item = 1; item <= items.size(); item++) {
      hash.text(items.itemAt(item));
    }
    hash.number(sequences.size());
    sequences.forEach(hash::sequence);
    hash.text(partition.by().toString());
    hash.number(partition.validationFrom());
    hash.number(partition.testFrom());
    partition.cuts().forEach(hash::cut);
    return HexFormat.of().formatHex(hash.digest.digest());
  }

  /** SHA-256 of a file, as 64 lower-case hexadecimal digits. */
  static String ofFile(Path file) {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("can not read " + file, e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private void sequence(Sequence sequence) {
    ByteBuffer bytes = ByteBuffer.allocate(8 + sequence.length() * 20);
    bytes.putLong(sequence.length());
    for (int i = 0; i < sequence.length(); i++) {
      bytes.putInt(sequence.items()[i]);
      bytes.putInt(sequence.behaviours()[i]);
      bytes.putInt(sequence.gaps()[i]);
      bytes.putLong(sequence.timesMillis()[i]);
    }
    digest.update(bytes.flip());
  }

  private void cut(Cut cut) {
    number(cut.train());
    number(cut.validation());
    number(cut.validationEnd());
    number(cut.test());
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    number(bytes.length);
    digest.update(bytes);
  }

  private void number(long number) {
    digest.update(ByteBuffer.allocate(8).putLong(number).flip());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
