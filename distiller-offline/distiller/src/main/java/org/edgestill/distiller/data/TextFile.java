package org.edgestill.distiller.data;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** A text file in UTF-8, gzipped if its name ends in {@code .gz}. */
final class TextFile {

  private static final int BUFFER = 1 << 16;

  private TextFile() {}

  /** Takes the lines of a file. */
  interface Lines {
    /**
     * Takes one line.
     *
     * @param number from 1
     */
    void line(String text, long number);
  }

  /** Opens a file; bytes that are not UTF-8 are errors. */
  static BufferedReader open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
    try {
      if (file.toString().endsWith(".gz")) {
        in = new GZIPInputStream(in, BUFFER);
      }
    } catch (IOException e) {
      in.close();
      throw e;
    }
    return new BufferedReader(
        new InputStreamReader(
            in,
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)),
        BUFFER);
  }

  /**
   * Reads line by line.
   *
   * @throws InputException if the file is not there, is not UTF-8 or is damaged
   */
  static void read(Path file, Lines lines) {
    try (BufferedReader reader = open(file)) {
      long number = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        lines.line(number == 1 && line.startsWith("\uFEFF") ? line.substring(1) : line, number);
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** What to tell the user about a file that could not be read. */
  static RuntimeException unreadable(Path file, IOException e) {
    if (e instanceof NoSuchFileException) {
      return new InputException(file + " is not there; correct the path in the configuration", e);
    }
    if (e instanceof CharacterCodingException) {
      return new InputException(file + " is not UTF-8; convert it, for instance with iconv", e);
    }
    if (e instanceof ZipException || e instanceof EOFException) {
      return new InputException(file + " is damaged: " + e.getMessage(), e);
    }
    return new UncheckedIOException("can not read " + file, e);
  }
}
