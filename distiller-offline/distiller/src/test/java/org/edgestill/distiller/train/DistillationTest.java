package org.edgestill.distiller.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.edgestill.distiller.baseline.BehaviourWeights;
import org.edgestill.distiller.baseline.Ease;
import org.edgestill.distiller.baseline.Markov;
import org.edgestill.distiller.data.Context;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.evaluate.Evaluator;
import org.edgestill.distiller.evaluate.Metric;
import org.edgestill.distiller.evaluate.Split;
import org.edgestill.distiller.export.OnnxStudent;
import org.edgestill.distiller.export.Parity;
import org.edgestill.graph.Precision;
import org.edgestill.graph.StudentGraph;
import org.edgestill.graph.StudentKind;
import org.edgestill.graph.TransitionPrior;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DistillationTest {

  private static final Dataset RING = Worlds.ring(60, 40, 24, 1);
  private static final Markov CHAIN = Markov.learn(RING, new Markov.Settings(2, 0.5));

  /** The temperature that knowledge has here. */
  private static final double CALIBRATED = 0.5;

  private static final Ease EASE = Ease.learn(RING, 5).newest(4);

  /** One teacher for all tests: a finished training is not repeated. */
  @TempDir static Path teacherDirectory;

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void aTeacherIsDistilledIntoAStudentThatTheRuntimeAgreesWith(StudentKind kind)
      throws IOException {
    TrainedStudent student =
        distil(student(kind, Precision.INT8, false), new LossWeights(0.3, 0.7, 0.1, 0, 0, 0));
    // a bag can not tell which of its items was the last, but the others learn the ring
    assertThat(student.validationNdcg10()).isGreaterThan(kind.ordered() ? 0.9 : 0.1);
    try (OnnxStudent precise =
            new OnnxStudent("student", StudentGraph.fp32(student.weights()), RING.itemCount());
        OnnxStudent shipped =
            new OnnxStudent("student", StudentGraph.int8(student.weights()), 20)) {
      assertThat(new Evaluator(RING, 1).value(precise, Split.VALIDATION, Metric.NDCG_10))
          .isCloseTo(student.validationNdcg10(), within(1e-6));
      assertThat(Parity.of(precise, shipped, contexts(RING)).sameFirst()).isGreaterThan(0.9);
    }
  }

  @Test
  void allTermsOfTheLossTogetherTeachTheRing() throws IOException {
    StudentSettings settings = student(StudentKind.TRANSFORMER, Precision.INT8, false);
    TrainedStudent student = distil(settings, new LossWeights(0.2, 0.4, 0.1, 0.1, 0.1, 0.1));
    assertThat(student.validationNdcg10()).isGreaterThan(0.9);
  }

  @Test
  void aRankingLossAloneIsEnough() throws IOException {
    StudentSettings settings = student(StudentKind.TRANSFORMER, Precision.INT8, false);
    TrainedStudent student = distil(settings, new LossWeights(0, 0, 0, 0, 1, 0));
    assertThat(student.validationNdcg10()).isGreaterThan(0.8);
  }

  @Test
  void whatIsLearnedWithARoundedTableIsWhatShips() throws IOException {
    StudentSettings settings = student(StudentKind.TRANSFORMER, Precision.INT4, true);
    TrainedStudent student = distil(settings, new LossWeights(0.3, 0.7, 0, 0, 0, 0));
    byte[] four = StudentGraph.of(student.weights(), Precision.INT4);
    try (OnnxStudent shipped = new OnnxStudent("student", four, 20)) {
      assertThat(new Evaluator(RING, 1).value(shipped, Split.VALIDATION, Metric.NDCG_10))
          .isCloseTo(student.validationNdcg10(), within(0.02))
          .isGreaterThan(0.9);
    }
  }

  @Test
  void aCurriculumGivesEachStageTheSameShareOfTheEpochs() throws IOException {
    try (TrainedNetwork transformer =
        new TeacherTraining(RING, "transformer", Worlds.teacher(1, 8), teacherDirectory)
            .run(Progress.NONE)) {
      Knowledge early = asked(List.of(new KnowledgeExtraction.Part(transformer, 1)), "early");
      Knowledge last = asked(teachers(transformer), "last");
      Curriculum curriculum = new Curriculum(List.of(early, last));
      assertThat(IntStream.rangeClosed(1, 5).mapToObj(epoch -> curriculum.in(epoch, 5)))
          .containsExactly(early, early, early, last, last);
      assertThat(curriculum.in(1, 1)).isSameAs(early);
      assertThat(Curriculum.of(last).in(1, 5)).isSameAs(curriculum.last());
    }
  }

  @Test
  void theTeachersScoresAreCalibratedUnlessTheirTemperatureIsSet() throws IOException {
    assertThat(learned(null)).isEqualTo(learned(CALIBRATED)).isNotEqualTo(learned(8 * CALIBRATED));
  }

  private byte[] learned(@Nullable Double teacherTemperature) throws IOException {
    DistillationSettings distillation =
        new DistillationSettings(
            1, teacherTemperature, 8, 0, new LossWeights(0.3, 0.7, 0, 0, 0, 0));
    Path folder = Files.createDirectory(directory.resolve("at-" + teacherTemperature));
    return StudentGraph.fp32(
        distil(student(StudentKind.MEAN, Precision.INT8, false), distillation, folder).weights());
  }

  private Knowledge asked(List<KnowledgeExtraction.Part> parts, String name) throws IOException {
    return KnowledgeExtraction.run(RING, parts, CALIBRATED, 8, directory.resolve(name));
  }

  private static StudentSettings student(
      StudentKind kind, Precision precision, boolean quantisationAware) {
    return new StudentSettings(
        kind,
        16,
        2,
        16,
        kind.ordered() ? 4 : 0,
        precision,
        quantisationAware,
        StudentSettings.FirstItems.TEACHER,
        Worlds.loop(8, 1e-2));
  }

  private TrainedStudent distil(StudentSettings settings, LossWeights losses) throws IOException {
    return distil(settings, new DistillationSettings(2, 1.0, 8, 0, losses), directory);
  }

  private TrainedStudent distil(
      StudentSettings settings, DistillationSettings distillation, Path folder) throws IOException {
    Path file = folder.resolve("knowledge.bin");
    Knowledge knowledge;
    try (TrainedNetwork transformer =
        new TeacherTraining(RING, "transformer", Worlds.teacher(1, 8), teacherDirectory)
            .run(Progress.NONE)) {
      knowledge = KnowledgeExtraction.run(RING, teachers(transformer), CALIBRATED, 8, file);
      assertBestFirstWithoutHistory(knowledge);
      FileTime written = Files.getLastModifiedTime(file);
      KnowledgeExtraction.run(RING, teachers(transformer), CALIBRATED, 8, file);
      assertThat(Files.getLastModifiedTime(file)).as("not asked again").isEqualTo(written);
    }
    return new StudentTraining(RING, settings, CHAIN, folder, Progress.NONE)
        .distil(Curriculum.of(knowledge), distillation, Epochs.BEST);
  }

  private static List<KnowledgeExtraction.Part> teachers(TrainedNetwork transformer) {
    return List.of(
        new KnowledgeExtraction.Part(transformer, 1),
        new KnowledgeExtraction.Part(CountedTeacher.markov(RING, List.of(CHAIN.settings())), 0.4),
        new KnowledgeExtraction.Part(
            CountedTeacher.ease(RING, List.of(5.0), 4, BehaviourWeights.EQUAL), 0.2));
  }

  private static void assertBestFirstWithoutHistory(Knowledge knowledge) {
    Windows windows = new Windows(RING, RING.schema().sequenceLength(), 0, 100);
    assertThat(knowledge.positions()).isEqualTo(windows.positions());
    for (int user = 0; user < RING.users(); user++) {
      int[] items = RING.train(user).items();
      for (int event = 0; event + 1 < items.length; event++) {
        int at = windows.position(user, event);
        assertThat(knowledge.confidence(at)).isBetween(0f, 1f);
        for (int i = 0; i < knowledge.top(); i++) {
          assertThat(knowledge.item(at, i)).isNotIn(asList(items, event + 1)).isNotZero();
          assertThat(i == 0 || knowledge.score(at, i) <= knowledge.score(at, i - 1)).isTrue();
        }
      }
    }
  }

  private static List<Integer> asList(int[] items, int count) {
    return Arrays.stream(items, 0, count).boxed().toList();
  }

  @Test
  void walkingGivesWhatAskingAnewWouldGive() {
    Walk walk = new Walk.EaseWalk(EASE, RING.itemCount());
    int[] items = RING.train(0).items();
    float[] walked = new float[RING.itemCount() + 1];
    float[] asked = new float[RING.itemCount() + 1];
    walk.begin(0, RING.train(0), 6);
    for (int event = 6; event < items.length; event++) {
      walk.next(event, walked);
      int[] history = Arrays.copyOf(items, event + 1);
      EASE.score(new Context(0, history, history, history), asked);
      assertThat(walked).containsExactly(asked, within(1e-5f));
    }
  }

  @Test
  void onlyOthersTransitionsCountForTheTeacherAndForThePrior() {
    Dataset lonely = Worlds.ring(1, 40, 20, 1);
    Markov chain = Markov.learn(lonely, Markov.Settings.BASELINE);
    Walk walk = Walk.of(chain, 40);
    walk.begin(0, lonely.train(0), 0);
    float[] scores = new float[41];
    walk.next(3, scores);
    assertThat(scores).containsOnly(0);

    TransitionPrior prior = TransitionPriors.of(chain, 40, 4);
    Windows windows = new Windows(lonely, 12, 0, 100);
    Windows.Targets targets = windows.targets(windows.fixed().get(0));
    PriorOffsets none = new PriorOffsets(lonely, chain.settings(), prior, windows);
    assertThat(none.of(targets).values()).containsOnly(0);
  }

  @Test
  void offsetsAreWhatThePriorAddsLessTheUsersOwnPart() {
    TransitionPrior prior = TransitionPriors.of(CHAIN, RING.itemCount(), 4);
    Windows windows = new Windows(RING, RING.schema().sequenceLength(), 0, 100);
    ItemLoss.Offsets offsets =
        new PriorOffsets(RING, CHAIN.settings(), prior, windows)
            .of(windows.targets(windows.fixed().get(0)));
    Windows.Window window = windows.fixed().get(0).get(0);
    int[] items = RING.train(window.user()).items();
    int event = window.lossFrom();
    float[] scores = new float[RING.itemCount() + 1];
    int[] history = Arrays.copyOf(items, event + 1);
    TransitionPriors.add(prior, new Context(window.user(), history, history, history), scores);
    float given = 0;
    for (int c = 0; c < offsets.columns(); c++) {
      int item = (int) offsets.items()[c];
      given += offsets.values()[c];
      assertThat(offsets.values()[c]).isBetween(0f, scores[item]);
    }
    assertThat(given).isPositive();
  }

  static List<Context> contexts(Dataset data) {
    List<Context> contexts = new ArrayList<>();
    for (int user = 0; user < data.users(); user++) {
      contexts.add(data.testContext(user));
    }
    return contexts;
  }
}
