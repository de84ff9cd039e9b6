package org.edgestill.inference.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.edgestill.api.model.InstalledModel;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.api.model.RefusalCode;
import org.edgestill.api.recommend.RecommendationResult.Source;
import org.edgestill.model.ModelPackage;
import org.edgestill.model.StillFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps a model answering: the boot counter and the factory model. */
class SafeguardsTest {

  private static final Duration LONG = Duration.ofHours(1);

  @TempDir Path directory;

  @Test
  void aReleaseWithWhichTheProcessDiedThreeTimesGivesWayToThePreviousOne() throws Exception {
    String deadly;
    try (TestGateway gateway = TestGateway.start(directory)) {
      gateway.serve(TestModel.sound(1));
      deadly = gateway.serve(TestModel.sound(2));
    }
    for (int death = 1; death <= 3; death++) {
      die(deadly, death - 1);
      try (TestGateway next = TestGateway.start(directory)) {
        next.views(10, 20);
        assertThat(serving(next)).isEqualTo(death < 3 ? 2 : 1);
        assertThat(next.ask(5).source()).isEqualTo(Source.STUDENT);
      }
    }

    try (TestGateway later = TestGateway.start(directory)) {
      assertThat(serving(later)).isEqualTo(1);
      assertThat(refusal(() -> later.registry().probe(deadly))).isEqualTo(RefusalCode.QUARANTINED);
      assertThat(refusal(() -> later.registry().activate(deadly)))
          .isEqualTo(RefusalCode.QUARANTINED);
    }
  }

  @Test
  void withNothingElseLeft_aDeadlyReleaseIsNotRun_andItsPopularityAnswers() throws Exception {
    String deadly;
    try (TestGateway gateway = TestGateway.start(directory)) {
      deadly = gateway.serve(TestModel.sound(1));
    }
    die(deadly, 2);

    try (TestGateway next = TestGateway.start(directory)) {
      next.views(10, 20);
      assertThat(next.ask(5).source()).isEqualTo(Source.CATEGORY_POPULARITY);
    }
  }

  @Test
  void anOrderlyEndIsNoDeath() throws Exception {
    for (int start = 0; start < 5; start++) {
      try (TestGateway gateway = TestGateway.start(directory)) {
        if (start == 0) {
          gateway.serve(TestModel.sound(1));
          gateway.serve(TestModel.sound(2));
        }
        assertThat(serving(gateway)).isEqualTo(2);
      }
    }
  }

  @Test
  void aReleaseThatHasServedForAWhileIsNotSuspectedAnyMore() throws Exception {
    try (TestGateway gateway = TestGateway.start(directory)) {
      gateway.serve(TestModel.sound(1));
    }
    assertThat(unproven()).exists();

    Safeguards soon = new Safeguards(null, 3, Duration.ofMillis(10), LONG);
    try (TestGateway gateway = TestGateway.start(directory, soon)) {
      assertThat(serving(gateway)).isEqualTo(1);
      Awaitility.await().until(() -> !Files.exists(unproven()));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theFactoryModelServesWhenNothingElseIsThere_andStaysWhereItIs(boolean packed)
      throws Exception {
    Safeguards factory = factory(packed);
    try (TestGateway gateway = TestGateway.start(directory, factory)) {
      gateway.views(10, 20);
      assertThat(serving(gateway)).isEqualTo(1);
      assertThat(gateway.ask(5).source()).isEqualTo(Source.STUDENT);
      gateway.serve(TestModel.sound(2));
      gateway.serve(TestModel.sound(3));
      gateway.registry().remove(gateway.registry().installed().get(2).id().digest());
    }
    Path source = directory.resolve(packed ? "factory.still" : "factory");
    assertThat(source).exists();

    Path releases = directory.resolve("models").resolve(TestModel.NAME).resolve("releases");
    try (Stream<Path> files = Files.walk(releases)) {
      files.filter(file -> file.endsWith(ModelPackage.STUDENT)).forEach(SafeguardsTest::damage);
    }
    try (TestGateway gateway = TestGateway.start(directory, factory)) {
      assertThat(serving(gateway)).isEqualTo(1);
    }
  }

  @Test
  void aRollBackWithoutAPreviousReleaseReturnsToTheFactoryModel() throws Exception {
    try (TestGateway gateway = TestGateway.start(directory, factory(false))) {
      gateway.serve(TestModel.sound(2));
      gateway.serve(TestModel.sound(3));
      gateway.registry().rollBack();
      assertThat(serving(gateway)).isEqualTo(2);
      gateway.registry().rollBack();
      assertThat(serving(gateway)).isEqualTo(1);
      assertThat(refusal(() -> gateway.registry().rollBack()))
          .isEqualTo(RefusalCode.UNABLE_TO_ROLLBACK);
    }
  }

  @Test
  void aFactoryModelThatIsDamagedServesNobody() throws Exception {
    Safeguards factory = factory(false);
    damage(directory.resolve("factory").resolve(ModelPackage.STUDENT));

    try (TestGateway gateway = TestGateway.start(directory, factory)) {
      assertThat(gateway.registry().active()).isEmpty();
    }
  }

  private Safeguards factory(boolean packed) throws Exception {
    ModelPackage model = TestModel.sound(1).write(directory.resolve("factory"));
    if (!packed) {
      return new Safeguards(model.folder(), 3, LONG, LONG);
    }
    Path still = directory.resolve("factory.still");
    StillFile.pack(model, still);
    return new Safeguards(still, 3, LONG, LONG);
  }

  /** As another process that served this release, saw others die before it, and died. */
  private void die(String digest, int before) throws Exception {
    Files.writeString(unproven(), digest + " " + before + " 1@1000\n", StandardCharsets.US_ASCII);
  }

  private Path unproven() {
    return directory.resolve("models").resolve(TestModel.NAME).resolve("unproven");
  }

  private static long serving(TestGateway gateway) {
    return gateway.registry().active().map(InstalledModel::id).orElseThrow().release();
  }

  private static RefusalCode refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return catchThrowableOfType(ModelRefusedException.class, call).code();
  }

  private static void damage(Path file) {
    try {
      byte[] content = Files.readAllBytes(file);
      content[content.length / 2] ^= 1;
      Files.write(file, content);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
