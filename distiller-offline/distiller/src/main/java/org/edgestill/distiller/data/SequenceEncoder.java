package org.edgestill.distiller.data;

import java.util.Arrays;
import java.util.List;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.edgestill.api.features.FeatureBuffers;
import org.edgestill.api.features.FeatureExtractor.Encoding;
import org.edgestill.api.features.FeatureSchema;
import org.edgestill.api.features.ItemIndex;
import org.edgestill.features.encoder.FeatureEncoder;

/**
 * Encodes whole histories with the gateway's own {@link FeatureEncoder}, so that training and
 * serving can not disagree. The encoder takes a bounded number of events, so a long history goes
 * through it in pieces that overlap by one event: a piece's first event has no gap of its own, and
 * takes it from the piece before.
 */
final class SequenceEncoder {

  private static final int PIECE = FeatureSchema.MAX_SEQUENCE_LENGTH;

  /** Most histories are short, and padding them to a full piece would cost more than the events. */
  private static final int SHORT_PIECE = 50;

  private final FeatureEncoder encoder = new FeatureEncoder();
  private final FeatureSchema schema;
  private final FeatureBuffers buffers = FeatureBuffers.allocate(PIECE);
  private final FeatureSchema shortSchema;
  private final FeatureBuffers shortBuffers = FeatureBuffers.allocate(SHORT_PIECE);
  private final ItemIndex items;

  SequenceEncoder(FeatureSchema schema, ItemIndex items) {
    this.schema = new FeatureSchema(PIECE, schema.behaviours(), schema.gapBoundsSeconds());
    this.shortSchema =
        new FeatureSchema(SHORT_PIECE, schema.behaviours(), schema.gapBoundsSeconds());
    this.items = items;
  }

  /**
   * Encodes.
   *
   * @param events of one user, in time order, on known items, none twice
   * @throws IllegalArgumentException if they are not like that
   */
  Sequence encode(List<BehaviourEvent> events) {
    return events.size() <= SHORT_PIECE
        ? encode(events, shortSchema, shortBuffers)
        : encode(events, schema, buffers);
  }

  private Sequence encode(
      List<BehaviourEvent> events, FeatureSchema schema, FeatureBuffers buffers) {
    int piece = schema.sequenceLength();
    int length = events.size();
    int[] numbers = new int[length];
    int[] behaviours = new int[length];
    int[] gaps = new int[length];
    for (int from = 0; from < length; from = next(from, length, piece)) {
      int to = Math.min(from + piece, length);
      Encoding encoding = encoder.encode(events.subList(from, to), schema, items, buffers);
      if (encoding.encoded() != to - from) {
        throw new IllegalArgumentException(
            "the encoder dropped events, which preparation should have dropped: " + encoding);
      }
      int padding = piece - (to - from);
      for (int i = from; i < to; i++) {
        int at = padding + i - from;
        numbers[i] = (int) buffers.items().get(at);
        behaviours[i] = (int) buffers.behaviours().get(at);
        if (i > from || from == 0) {
          gaps[i] = (int) buffers.gaps().get(at);
        }
      }
    }
    long[] times = new long[length];
    Arrays.setAll(times, i -> events.get(i).timeMillis());
    return new Sequence(numbers, behaviours, gaps, times);
  }

  private static int next(int from, int length, int piece) {
    return from + piece >= length ? length : from + piece - 1;
  }
}
