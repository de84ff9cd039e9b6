package org.edgestill.distiller.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * A matrix of four-byte numbers in a file, row-major, little-endian. Java maps at most 2 GiB at
 * once, so there may be several pieces, each of whole rows.
 */
final class MappedRows {

  private static final long MAX_PIECE = 1L << 30;

  private final ByteBuffer[] pieces;
  private final int rowsOfPiece;
  private final int columns;

  private MappedRows(ByteBuffer[] pieces, int rowsOfPiece, int columns) {
    this.pieces = pieces;
    this.rowsOfPiece = rowsOfPiece;
    this.columns = columns;
  }

  /** Maps for reading; the mapping outlives the channel. */
  static MappedRows map(FileChannel channel, long offset, int rows, int columns)
      throws IOException {
    long rowBytes = Math.max(1L, (long) columns * Float.BYTES);
    int rowsOfPiece = (int) Math.min(Math.max(1, rows), MAX_PIECE / rowBytes);
    ByteBuffer[] pieces = new ByteBuffer[(rows + rowsOfPiece - 1) / rowsOfPiece];
    for (int piece = 0; piece < pieces.length; piece++) {
      long from = (long) piece * rowsOfPiece;
      long to = Math.min(from + rowsOfPiece, rows);
      pieces[piece] =
          channel
              .map(
                  FileChannel.MapMode.READ_ONLY,
                  offset + from * columns * Float.BYTES,
                  (to - from) * columns * Float.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN);
    }
    return new MappedRows(pieces, rowsOfPiece, columns);
  }

  private int at(int row, int column) {
    return (row % rowsOfPiece * columns + column) * Float.BYTES;
  }

  int getInt(int row, int column) {
    return pieces[row / rowsOfPiece].getInt(at(row, column));
  }

  float getFloat(int row, int column) {
    return pieces[row / rowsOfPiece].getFloat(at(row, column));
  }

  void copy(int row, float[] into, int offset) {
    ByteBuffer piece = pieces[row / rowsOfPiece];
    int from = at(row, 0);
    for (int c = 0; c < columns; c++) {
      into[offset + c] = piece.getFloat(from + c * Float.BYTES);
    }
  }
}
