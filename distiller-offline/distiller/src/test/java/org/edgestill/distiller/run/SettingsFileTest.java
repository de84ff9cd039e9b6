package org.edgestill.distiller.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.edgestill.distiller.data.EventsSource.TimeUnit;
import org.edgestill.distiller.data.InputException;
import org.edgestill.distiller.data.MlLatestSmall;
import org.edgestill.distiller.train.DistillationSettings;
import org.edgestill.distiller.train.StudentSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {

  private static final String MINIMAL = "name: films\ndata:\n  events:\n    file: log.csv\n";

  private final Path file;

  SettingsFileTest(@TempDir Path folder) {
    this.file = folder.resolve("run.yaml");
  }

  @Test
  void whatIsNotSaidHasItsDefault() throws IOException {
    RunSettings settings = read(MINIMAL);
    assertThat(settings.name()).isEqualTo("films");
    assertThat(settings.release()).isEqualTo(1);
    assertThat(settings.data().events().timeUnit()).isEqualTo(TimeUnit.SECONDS);
    assertThat(settings.data().events().rating()).isNull();
    assertThat(settings.features()).isEqualTo(MlLatestSmall.SCHEMA);
    assertThat(settings.teachers())
        .extracting(TeacherSpec::name)
        .containsExactly("transformer", "markov", "ease");
    assertThat(settings.refit()).isTrue();
    assertThat(settings.student()).isEqualTo(StudentSettings.defaults(42));
    assertThat(settings.distillation()).isEqualTo(DistillationSettings.defaults());
    assertThat(settings.publish().broker()).isNull();
  }

  @Test
  void sectionsAreMergedListsAreReplacedAndTheSeedReachesAll() throws IOException {
    RunSettings settings =
        read(
            MINIMAL
                + "    timeUnit: iso\nseed: 7\nteacherDefaults:\n  markov:\n    decays: [0.5]\n"
                + "teachers:\n  - {kind: transformer}\n  - {kind: markov, windows: [2]}\n"
                + "  - {kind: transformer, width: 32}\n"
                + "student:\n  training:\n    seed: 9\n");
    assertThat(settings.data().events().timeUnit()).isEqualTo(TimeUnit.ISO);
    assertThat(settings.data().events().user()).isEqualTo("user");
    assertThat(settings.teachers()).hasSize(3);
    TeacherSpec.Transformer first = (TeacherSpec.Transformer) settings.teachers().get(0);
    TeacherSpec.Transformer second = (TeacherSpec.Transformer) settings.teachers().get(2);
    assertThat(settings.teachers().get(1))
        .isEqualTo(new TeacherSpec.Markov("markov", List.of(2), List.of(0.5)));
    assertThat(first.training().seed()).isEqualTo(7);
    assertThat(second.training().seed()).isEqualTo(8);
    assertThat(second.name()).isEqualTo("transformer-2");
    assertThat(second.width()).isEqualTo(32);
    assertThat(second.layers()).isEqualTo(first.layers());
    assertThat(settings.student().training().seed()).isEqualTo(9);
  }

  @Test
  void theShippedConfigurationIsWhatTheTestsUse() {
    RunSettings settings = SettingsFile.read(Path.of("../ml-latest-small.yaml"));
    assertThat(settings.name()).isEqualTo("films");
    assertThat(settings.data().core()).isEqualTo(5);
    assertThat(settings.features()).isEqualTo(MlLatestSmall.SCHEMA);
  }

  @Test
  void theExamplesCanBeRead() throws IOException {
    List<RunSettings> examples;
    try (Stream<Path> files = Files.list(Path.of("../examples"))) {
      examples = files.map(SettingsFile::read).toList();
    }
    assertThat(examples).hasSizeGreaterThan(1);
    for (RunSettings example : examples) {
      assertThat(example.teachers()).hasSizeGreaterThan(1);
    }
  }

  @Test
  void anErrorNamesFileLineAndSetting() {
    assertRefused(
        MINIMAL + "teachers:\n  - kind: ease\n    widht: 3\n",
        "line 7: teachers.0.widht: there is no such");
    assertRefused(
        MINIMAL + "teachers:\n  - {kind: oracle}\n", "line 6: teachers.0: no known kind 'oracle'");
    assertRefused(MINIMAL + "teachers:\n  - {kind: onnx}\n", "line 6: teachers.0: a teacher");
    assertRefused(
        MINIMAL + "teachers:\n  - {kind: ease}\n  - {kind: ease, name: ease}\n", "same name");
    assertRefused(MINIMAL + "behaviourWeights: {view: x}\n", "line 5: behaviourWeights");
    assertRefused(MINIMAL + "behaviourWeights: guessed\n", "must be 'learned' or weights by name");
    assertRefused(MINIMAL + "teachers: []\n", "teachers needs at least one");
    assertRefused(MINIMAL + "release: soon\n", "line 5: release:");
    assertRefused(MINIMAL + "release: 0\n", "release must be at least 1");
    assertRefused(MINIMAL + "name: again\n", "line 5: not valid YAML");
    assertRefused(MINIMAL + "x: [1\n", "not valid YAML");
    assertRefused(MINIMAL + "student:\n  training:\n    dropout: 2\n", "line 6: student.training");
    assertRefused(
        MINIMAL + "teachers:\n  - kind: gru\n    layers: 1.5\n", "line 7: teachers.0.layers");
    assertRefused("name: films\n", "'data.events.file' is missing");
    assertRefused("data:\n  events:\n    file: x\n", "'name' is missing");
    assertRefused("name: Films!\ndata:\n  events:\n    file: x\n", "name must be");
    assertRefused("", "holds no settings");
    assertThatThrownBy(() -> SettingsFile.read(Path.of("nowhere.yaml")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is not there");
  }

  @Test
  void aRolloutThatCanNotBeIsRefusedWhenItIsRead() {
    String rollout = MINIMAL + "rollout:\n  ";
    assertRefused(rollout + "maxFailedShare: few\n", "line 6: rollout.maxFailedShare");
    assertRefused(rollout + "maxFailedShare: 5 %\n", "line 6: rollout.maxFailedShare");
    assertRefused(rollout + "maxFailedShare: 5\n", "line 5: rollout: maxFailedShare is a share");
    assertRefused(rollout + "stages: [1, 5.5]\n", "line 6: rollout.stages");
    assertRefused(rollout + "stages: [10, 1]\n", "line 5: rollout: stages must rise");
    assertRefused(rollout + "onBreach: hope\n", "line 6: rollout.onBreach");
    assertRefused(rollout + "soakSeconds:\n", "'rollout.soakSeconds' is missing");
  }

  private void assertRefused(String yaml, String words) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("run.yaml")
        .hasMessageContaining(words);
  }

  private RunSettings read(String yaml) throws IOException {
    Files.writeString(file, yaml);
    return SettingsFile.read(file);
  }
}
