package org.edgestill.distiller.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.edgestill.distiller.data.EventsSource.TimeUnit;
import org.edgestill.distiller.data.InputException;
import org.edgestill.distiller.data.MlLatestSmall;
import org.edgestill.distiller.train.DistillationSettings;
import org.edgestill.distiller.train.StudentSettings;
import org.edgestill.distiller.train.TeacherSettings;
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
    assertThat(settings.teacher()).isEqualTo(TeacherSettings.defaults(42));
    assertThat(settings.student()).isEqualTo(StudentSettings.defaults(42));
    assertThat(settings.distillation()).isEqualTo(DistillationSettings.defaults());
    assertThat(settings.publish().broker()).isNull();
  }

  @Test
  void sectionsAreMergedListsAreReplacedAndTheSeedReachesAll() throws IOException {
    RunSettings settings =
        read(
            MINIMAL
                + "    timeUnit: iso\nseed: 7\nfusion:\n  easeLambdas: []\n"
                + "student:\n  training:\n    seed: 9\n");
    assertThat(settings.data().events().timeUnit()).isEqualTo(TimeUnit.ISO);
    assertThat(settings.data().events().user()).isEqualTo("user");
    assertThat(settings.fusion().easeLambdas()).isEmpty();
    assertThat(settings.fusion().markovWindows()).isEqualTo(List.of(3, 5));
    assertThat(settings.teacher().training().seed()).isEqualTo(7);
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
  void anErrorNamesFileLineAndSetting() {
    assertRefused(MINIMAL + "teacher:\n  widht: 3\n", "line 6: teacher.widht: there is no such");
    assertRefused(MINIMAL + "release: soon\n", "line 5: release:");
    assertRefused(MINIMAL + "release: 0\n", "release must be at least 1");
    assertRefused(MINIMAL + "name: again\n", "line 5: not valid YAML");
    assertRefused(MINIMAL + "x: [1\n", "not valid YAML");
    assertRefused(MINIMAL + "student:\n  training:\n    dropout: 2\n", "line 6: student.training");
    assertRefused(MINIMAL + "teacher:\n  layers: 1.5\n", "line 6: teacher.layers");
    assertRefused("name: films\n", "'data.events.file' is missing");
    assertRefused("data:\n  events:\n    file: x\n", "'name' is missing");
    assertRefused("name: Films!\ndata:\n  events:\n    file: x\n", "name must be");
    assertRefused("", "holds no settings");
    assertThatThrownBy(() -> SettingsFile.read(Path.of("nowhere.yaml")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is not there");
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
