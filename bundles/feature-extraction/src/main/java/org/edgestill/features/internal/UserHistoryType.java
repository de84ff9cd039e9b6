package org.edgestill.features.internal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.edgestill.api.behaviour.BehaviourEvent;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;
import org.jspecify.annotations.Nullable;

/**
 * How a history is stored: {@code length crc32 body}, all numbers variable-length except the
 * checksum. MVStore does not protect the content of its pages, so each history is protected here.
 *
 * <pre>
 * body  = activity user behaviourCount behaviour* eventCount event*
 * event = timeMillis since the event before | identifier length + 1 (0 = none), identifier
 *       | item | number of the behaviour
 * text  = length characters
 * </pre>
 */
final class UserHistoryType extends BasicDataType<UserHistory> {

  private static final int MEMORY_PER_HISTORY = 120;
  private static final int MEMORY_PER_EVENT = 120;

  @Override
  public int getMemory(UserHistory history) {
    return MEMORY_PER_HISTORY + history.events().size() * MEMORY_PER_EVENT;
  }

  @Override
  public UserHistory[] createStorage(int size) {
    return new UserHistory[size];
  }

  @Override
  public void write(WriteBuffer to, UserHistory history) {
    WriteBuffer body = new WriteBuffer();
    writeBody(body, history);
    int length = body.position();
    ByteBuffer bytes = body.getBuffer();
    bytes.flip();
    CRC32 checksum = new CRC32();
    checksum.update(bytes.duplicate());
    to.putVarInt(length).putInt((int) checksum.getValue()).put(bytes);
  }

  private static void writeBody(WriteBuffer body, UserHistory history) {
    List<BehaviourEvent> events = history.events();
    List<String> behaviours = events.stream().map(BehaviourEvent::behaviour).distinct().toList();
    body.putVarLong(history.activity());
    writeText(body, events.isEmpty() ? "" : events.get(0).user());
    body.putVarInt(behaviours.size());
    behaviours.forEach(behaviour -> writeText(body, behaviour));
    body.putVarInt(events.size());
    long before = 0;
    for (BehaviourEvent event : events) {
      body.putVarLong(event.timeMillis() - before);
      before = event.timeMillis();
      String id = event.id();
      body.putVarInt(id == null ? 0 : id.length() + 1);
      if (id != null) {
        body.putStringData(id, id.length());
      }
      writeText(body, event.item());
      body.putVarInt(behaviours.indexOf(event.behaviour()));
    }
  }

  private static void writeText(WriteBuffer body, String text) {
    body.putVarInt(text.length()).putStringData(text, text.length());
  }

  @Override
  public UserHistory read(ByteBuffer from) {
    int length = DataUtils.readVarInt(from);
    int expected = from.getInt();
    if (length < 0 || length > from.remaining()) {
      throw corrupt("a length of " + length, null);
    }
    ByteBuffer body = from.slice(from.position(), length);
    from.position(from.position() + length);
    CRC32 checksum = new CRC32();
    checksum.update(body.duplicate());
    if ((int) checksum.getValue() != expected) {
      throw corrupt("a wrong checksum", null);
    }
    try {
      return readBody(body);
    } catch (RuntimeException e) { // whatever a body that was never written by us may cause
      throw corrupt("unreadable content", e);
    }
  }

  private static UserHistory readBody(ByteBuffer body) {
    long activity = DataUtils.readVarLong(body);
    String user = readText(body);
    int behaviourCount = DataUtils.readVarInt(body);
    List<String> behaviours = new ArrayList<>();
    for (int i = 0; i < behaviourCount; i++) {
      behaviours.add(readText(body));
    }
    BehaviourEvent[] events = new BehaviourEvent[DataUtils.readVarInt(body)];
    long time = 0;
    for (int i = 0; i < events.length; i++) {
      time += DataUtils.readVarLong(body);
      int idLength = DataUtils.readVarInt(body);
      String id = idLength == 0 ? null : DataUtils.readString(body, idLength - 1);
      String item = readText(body);
      String behaviour = behaviours.get(DataUtils.readVarInt(body));
      events[i] = new BehaviourEvent(id, user, item, behaviour, time);
    }
    return new UserHistory(activity, UserHistory.view(events));
  }

  private static String readText(ByteBuffer body) {
    return DataUtils.readString(body, DataUtils.readVarInt(body));
  }

  private static RuntimeException corrupt(String what, @Nullable Throwable cause) {
    return DataUtils.newMVStoreException(
        DataUtils.ERROR_FILE_CORRUPT, "A stored history has {0}", what, cause);
  }
}
