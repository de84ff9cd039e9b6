package org.edgestill.operations.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.edgestill.api.timeline.TimelineEntry;
import org.edgestill.gateway.core.Json;
import org.edgestill.gateway.core.RejectedException;
import org.edgestill.gateway.core.TimelineDocuments;

/**
 * The newest entries in a file, one JSON object a line, oldest first. An entry is appended and
 * forced to disk; when the file has twice as many as are kept it is written anew beside and moved
 * over the old one. A line that a power cut tore is left out. For one thread.
 */
final class TimelineFile {

  private static final int MAX_LINE = 4_096;

  private final Path file;
  private final int kept;
  private int lines;

  /** Nothing is read yet. */
  TimelineFile(Path file, int kept) {
    this.file = file;
    this.kept = kept;
  }

  /** What is kept, oldest first; what can not be read is left out, and gone with this. */
  List<TimelineEntry> open() throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    List<TimelineEntry> entries = new ArrayList<>();
    if (Files.exists(file)) {
      byte[] content = tail();
      for (String line : new String(content, StandardCharsets.UTF_8).split("\n", -1)) {
        read(line, entries);
      }
    }
    List<TimelineEntry> newest =
        List.copyOf(entries.subList(Math.max(0, entries.size() - kept), entries.size()));
    rewrite(newest);
    return newest;
  }

  /** The end of the file, so that whatever it has become costs bounded memory. */
  private byte[] tail() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long most = 2L * kept * MAX_LINE;
      channel.position(Math.max(0, channel.size() - most));
      ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(channel.size(), most));
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // until it is all here
      }
      return buffer.array();
    }
  }

  private static void read(String line, List<TimelineEntry> into) {
    try {
      JsonNode node = Json.parse(line.getBytes(StandardCharsets.UTF_8), MAX_LINE);
      into.add(TimelineDocuments.read(node));
    } catch (RejectedException | IllegalArgumentException torn) {
      // not an entry: the line that was being written when the power went, or somebody's edit
    }
  }

  /**
   * Adds an entry.
   *
   * @param all all that are kept, this one included, oldest first
   */
  void append(TimelineEntry entry, List<TimelineEntry> all) throws IOException {
    if (lines >= 2 * kept) {
      rewrite(all);
      return;
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      write(channel, Json.bytes(TimelineDocuments.entry(entry)));
    }
    lines++;
  }

  private void rewrite(List<TimelineEntry> entries) throws IOException {
    Path aside = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            aside,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      StringBuilder content = new StringBuilder();
      for (TimelineEntry entry : entries) {
        content.append(
            new String(Json.bytes(TimelineDocuments.entry(entry)), StandardCharsets.UTF_8));
      }
      write(channel, content.toString().getBytes(StandardCharsets.UTF_8));
    }
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    lines = entries.size();
  }

  private static void write(FileChannel channel, byte[] content) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(content);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    channel.force(true);
  }
}
