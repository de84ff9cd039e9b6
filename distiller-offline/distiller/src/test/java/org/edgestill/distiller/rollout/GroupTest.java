package org.edgestill.distiller.rollout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.edgestill.api.model.ModelId;
import org.edgestill.api.model.ModelRefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What gateways report about release 2, which comes after release 1, and what is counted. */
class GroupTest {

  private static final ModelId RELEASE = new ModelId("films", 2, "2".repeat(64));
  private static final int ALL = 100;

  private final Group group = new Group(RELEASE, Map.of());

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          it has not heard of it              | COMMITTED   1 1 0           | NONE
          it fetches it                       | FETCHING    2 1 0           | NONE
          it tries again after a bad chunk    | FETCHING    2 1 2           | NONE
          it has it installed                 | STAGED      2 1 0           | TRYING
          it is in probation                  | PROBATION   2 2 0           | TRYING
          it has committed it                 | COMMITTED   2 2 0           | SUCCEEDED
          it has, after it failed once        | COMMITTED   2 2 2           | SUCCEEDED
          it refused it, and has the former   | COMMITTED   1 1 2           | FAILED
          it refused it, and has nothing      | IDLE        0 0 2           | FAILED
          it refused another one              | COMMITTED   1 1 9           | NONE
          it took it back                     | ROLLED_BACK 2 1 2           | FAILED
          it will never try it again          | QUARANTINED 2 1 2           | FAILED
          it is offline                       | offline                     | NONE
          offline while it tried it           | PROBATION   2 2 0, offline  | TRYING
          offline after it had committed it   | COMMITTED   2 2 0, offline  | SUCCEEDED
          the former serves again             | COMMITTED   2 2 0, COMMITTED 1 1 0 | FAILED
          a newer one came afterwards         | COMMITTED   2 2 0, COMMITTED 3 3 0 | SUCCEEDED
          a newer one is tried meanwhile      | COMMITTED   2 2 0, PROBATION 3 3 0 | SUCCEEDED
          """)
  void eachReportMeansOneThing(String what, String reports, Progress.Result result)
      throws Exception {
    for (String report : reports.split(",", -1)) {
      group.heard(Map.of("gateway", status(report.strip())));
    }

    assertThat(group.gateways().get("gateway")).extracting(Progress::result).isEqualTo(result);
  }

  @Test
  void aGatewayThatIsLostIsCountedUntilItIsBack() throws Exception {
    hear("a", "PROBATION 2 2 0");
    hear("b", "offline");
    assertThat(tally()).isEqualTo(new Tally(2, 2, 0, 0, 0));
    hear("a", "offline");
    assertThat(tally()).isEqualTo(new Tally(2, 2, 0, 0, 1));
    hear("a", "COMMITTED 2 2 0");
    assertThat(tally()).isEqualTo(new Tally(2, 2, 1, 0, 0));
  }

  @Test
  void aGatewayOfAnotherModelIsNone() throws Exception {
    hear("a", "offline");
    assertThat(tally().fleet()).isEqualTo(1);
    group.heard(Map.of("a", GatewayStatus.parse(json("books", "COMMITTED", 1, 1, 0))));
    hear("a", "offline");
    assertThat(tally().fleet()).isZero();
  }

  @Test
  void excusedFailuresAreOutside_untilTheySucceed() throws Exception {
    hear("a", "COMMITTED 1 1 2");
    hear("b", "COMMITTED 2 2 0");
    assertThat(group.tally("salt", ALL, Set.of("a"))).isEqualTo(new Tally(2, 1, 1, 0, 0));
    hear("a", "COMMITTED 2 2 2");
    assertThat(group.tally("salt", ALL, Set.of("a"))).isEqualTo(new Tally(2, 2, 2, 0, 0));
  }

  /** From 1 to 5 to 100 percent: whoever is in stays in, and all are in at the end. */
  @Test
  void asTheStagesWidenGatewaysOnlyEverJoin() throws Exception {
    int gateways = 1_000;
    for (int i = 0; i < gateways; i++) {
      hear("gateway-" + i, "COMMITTED 2 2 0");
    }
    int before = 0;
    for (int percent : new int[] {1, 5, 10, 50, ALL}) {
      int group = this.group.tally("films-2", percent, Set.of()).group();
      assertThat(group).isBetween(Math.max(before, gateways * percent / 200), gateways);
      before = group;
    }
    assertThat(before).isEqualTo(gateways);
  }

  @Test
  void whatIsNoStatusIsRefused() {
    for (String json :
        new String[] {
          "",
          "[]",
          "{}",
          "{\"online\":1}",
          "{\"online\":true}",
          "{\"online\":true,\"model\":\"m\"," + "\"state\":\"HAPPY\",\"release\":1}",
        }) {
      assertThatThrownBy(() -> GatewayStatus.parse(json.getBytes(UTF_8)))
          .isInstanceOf(ModelRefusedException.class);
    }
    assertThatThrownBy(() -> GatewayStatus.parse(new byte[100_000]))
        .isInstanceOf(ModelRefusedException.class);
  }

  private Tally tally() {
    return group.tally("salt", ALL, Set.of());
  }

  private void hear(String gateway, String report) throws Exception {
    group.heard(Map.of(gateway, status(report)));
  }

  /** State, release that it is about, release in service, release refused last. */
  private static GatewayStatus status(String report) throws Exception {
    if (report.equals("offline")) {
      return GatewayStatus.parse("{\"online\":false}".getBytes(UTF_8));
    }
    String[] words = report.split(" +", -1);
    return GatewayStatus.parse(
        json(
            "films",
            words[0],
            Long.parseLong(words[1]),
            Long.parseLong(words[2]),
            Long.parseLong(words[3])));
  }

  private static byte[] json(
      String model, String state, long release, long inService, long refused) {
    String service =
        inService == 0
            ? "null"
            : "{\"release\":%d,\"digest\":\"%s\"}"
                .formatted(inService, String.valueOf(inService).repeat(64));
    String refusal =
        refused == 0
            ? "null"
            : "{\"release\":%d,\"code\":\"PROBE_FAILED\",\"message\":\"bad\"}".formatted(refused);
    return """
        {"schema":"edgestill.status/1","gateway":"g","online":true,"model":"%s","state":"%s",
         "release":%d,"inService":%s,"lastRefusal":%s,"time":"2026-11-24T04:00:01Z"}
        """
        .formatted(model, state, release, service, refusal)
        .getBytes(UTF_8);
  }
}
