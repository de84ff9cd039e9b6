package org.edgestill.gateway.mqtt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.edgestill.gateway.core.Desk;
import org.edgestill.gateway.core.Documents;
import org.edgestill.gateway.core.Json;
import org.edgestill.gateway.core.RejectedException;
import org.edgestill.gateway.core.RejectedException.Code;
import org.edgestill.gateway.core.StatusReport;
import org.edgestill.testbed.DocumentMutator;
import org.edgestill.testbed.MemoryLog;
import org.edgestill.testbed.SequelRecommender;
import org.edgestill.testbed.SequelRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A hundred thousand payloads, to whatever topic: served or rejected, and nothing else. */
@Timeout(120)
class MqttFuzzTest {

  private static final int PAYLOADS = 100_000;
  private static final int MAX_BYTES = 16 * 1024;
  private static final long MOST_MEMORY = 32L * 1024 * 1024;
  private static final List<String> CORPUS =
      List.of(
          "{\"id\":\"e-17\",\"user\":\"u1\",\"item\":\"film-7\",\"behaviour\":\"view\",\"timeMillis\":1}",
          "[{\"user\":\"u1\",\"item\":\"film-8\"},{\"user\":\"u1\",\"item\":\"film-9\"}]",
          "{\"id\":\"r-1\",\"user\":\"u1\",\"k\":3,\"only\":[\"odd\"],\"diversity\":0.5,\"explain\":true}",
          "{\"id\":\"b\",\"requests\":[{\"user\":\"\",\"events\":[{\"item\":\"film-7\"}]},{\"k\":1}]}",
          "{\"id\":\"s\"}",
          "{\"id\":\"a\",\"release\":\"films-2\",\"model\":\"films\"}",
          "{\"id\":\"f\",\"user\":\"u1\"}");

  @Test
  void whateverIsPublishedIsServedOrRejected() {
    MemoryLog log = new MemoryLog();
    Desk desk = new Desk(Duration.ofSeconds(5));
    desk.log().set(log);
    desk.recommenders().add("films", 1, new SequelRecommender(log, "films", 100));
    StatusReport report = new StatusReport(desk.log());
    report.registries().add("films", new SequelRegistry("films", 3));
    Documents documents = new Documents(MAX_BYTES, Clock.systemUTC());
    Operations operations = new Operations(desk, documents, report, true);
    List<Operation> all = new ArrayList<>(operations.others().values());
    all.add(operations::recommend);
    all.add(operations::recommend);
    all.add(payload -> new Operation.Reply("e", stored(desk, documents, payload)));
    DocumentMutator mutator = new DocumentMutator(7, CORPUS);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Map<Code, Integer> rejected = new EnumMap<>(Code.class);
    int served = 0;

    for (int i = 0; i < PAYLOADS; i++) {
      byte[] payload = mutator.next();
      Operation operation = mutator.any(all);
      long before = threads.getCurrentThreadAllocatedBytes();
      try {
        Operation.Reply reply = operation.serve(payload);
        assertThat(Documents.isId(reply.id())).isTrue();
        assertThat(Json.bytes(reply.document())).isNotEmpty();
        served++;
      } catch (RejectedException e) {
        Json.peekText(payload, "id");
        rejected.merge(e.code(), 1, Integer::sum);
      }
      assertThat(threads.getCurrentThreadAllocatedBytes() - before)
          .as("payload " + i + ": " + new String(payload, StandardCharsets.ISO_8859_1))
          .isLessThan(MOST_MEMORY);
    }

    assertThat(served).isGreaterThan(1_000);
    assertThat(rejected).containsKeys(Code.MALFORMED, Code.INVALID, Code.TOO_LARGE, Code.REFUSED);
    assertThat(rejected).doesNotContainKeys(Code.FAILED, Code.UNAVAILABLE, Code.NOT_STORED);
  }

  private static JsonNode stored(Desk desk, Documents documents, byte[] payload)
      throws RejectedException {
    return Json.object().put("stored", desk.store(documents.events(payload)));
  }
}
