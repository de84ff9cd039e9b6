package org.edgestill.distiller.run;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.edgestill.distiller.data.InputException;
import org.edgestill.distiller.train.LossWeights;
import org.edgestill.distiller.train.StudentSettings;
import org.jspecify.annotations.Nullable;

/**
 * Reads a configuration file (YAML) over the defaults. Strict: an unknown setting, one that is
 * there twice, one that is missing or of the wrong kind is an error that names file and line.
 */
public final class SettingsFile {

  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .build();

  private static final String SEED = "seed";

  private static final ObjectMapper WRITER =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .build();

  private static final List<String> LOSSES =
      Arrays.stream(LossWeights.class.getRecordComponents()).map(RecordComponent::getName).toList();

  private final Path file;
  private final Map<String, Integer> lines = new HashMap<>();

  private SettingsFile(Path file) {
    this.file = file;
  }

  /**
   * Reads.
   *
   * @throws InputException if the file can not be used
   */
  public static RunSettings read(Path file) {
    return new SettingsFile(file).read();
  }

  /**
   * The same settings with another seed. All seeds are moved alike, so that two teachers of a kind
   * stay two different ones.
   */
  static RunSettings withSeed(RunSettings settings, long seed) {
    ObjectNode all = YAML.valueToTree(settings);
    for (JsonNode holder : all.findParents(SEED)) {
      long own = holder.get(SEED).asLong();
      ((ObjectNode) holder).put(SEED, own - settings.seed() + seed);
    }
    try {
      return YAML.treeToValue(all, RunSettings.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("settings that were read can be read again", e);
    }
  }

  /** Every setting with its meaning and default, as YAML. */
  public static String documentedDefaults() {
    try (InputStream in = openDefaults()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("the defaults are part of the program", e);
    }
  }

  private static InputStream openDefaults() {
    return Objects.requireNonNull(SettingsFile.class.getResourceAsStream("defaults.yaml"));
  }

  private RunSettings read() {
    JsonNode own;
    try {
      String text = Files.readString(file);
      own = YAML.readTree(text);
      rememberLines(text);
    } catch (NoSuchFileException e) {
      throw new InputException(file + " is not there; name the configuration file", e);
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new InputException(
          file + ", line " + line + ": not valid YAML: " + firstLine(e.getOriginalMessage()), e);
    } catch (IOException e) {
      throw new InputException("can not read " + file + ": " + e.getMessage(), e);
    }
    if (!(own instanceof ObjectNode settings)) {
      throw new InputException(file + " holds no settings; it needs at least name and data");
    }
    ObjectNode all = defaults();
    merge(all, settings);
    TeacherDefaults.complete(all, (path, message) -> refused(path, message, null));
    seed(all, "student");
    onlyTheLossesThatAreSaid(all);
    RequiredSettings.missing(all, RunSettings.class)
        .ifPresent(
            missing -> {
              throw new InputException(file + ": the setting '" + missing + "' is missing");
            });
    try {
      return YAML.treeToValue(all, RunSettings.class);
    } catch (JsonProcessingException e) {
      throw notMapped(e);
    }
  }

  private static ObjectNode defaults() {
    try (InputStream in = openDefaults()) {
      return (ObjectNode) YAML.readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException("the defaults are part of the program", e);
    }
  }

  /** Objects are merged, everything else is replaced. */
  static void merge(ObjectNode into, ObjectNode from) {
    from.properties()
        .forEach(
            setting -> {
              if (into.get(setting.getKey()) instanceof ObjectNode below
                  && setting.getValue() instanceof ObjectNode above) {
                merge(below, above);
              } else {
                into.set(setting.getKey(), setting.getValue());
              }
            });
  }

  /** One seed for all, unless a training has its own. */
  private static void seed(ObjectNode all, String model) {
    if (all.at("/" + model + "/training") instanceof ObjectNode training
        && !training.has(SEED)
        && all.has(SEED)) {
      training.set(SEED, all.get(SEED));
    }
  }

  /** In a list of mixes, terms that are not said weigh nothing. */
  private static void onlyTheLossesThatAreSaid(ObjectNode all) {
    all.at("/ablation/variants").forEach(variant -> onlyTheSaid(variant.get("losses")));
    all.at("/tuning/losses").forEach(SettingsFile::onlyTheSaid);
  }

  private static void onlyTheSaid(@Nullable JsonNode weights) {
    if (weights instanceof ObjectNode losses) {
      LOSSES.stream().filter(name -> !losses.has(name)).forEach(name -> losses.put(name, 0));
    }
  }

  /**
   * Writes a configuration file that is another one with other settings of student and
   * distillation.
   *
   * @param from the other one
   * @param about a line of comment
   */
  static void writeChosen(Path from, Path to, Candidate chosen, String about) throws IOException {
    ObjectNode settings = (ObjectNode) YAML.readTree(Files.readString(from));
    ObjectNode student = asSettings(chosen.student());
    if (student.get("training") instanceof ObjectNode training
        && !settings.at("/student/training").has("seed")) {
      training.remove("seed");
    }
    settings.set("student", student);
    settings.set("distillation", asSettings(chosen.distillation()));
    Files.writeString(to, "# " + about + "\n" + WRITER.writeValueAsString(settings));
  }

  /** As a person would write them, with words in lower case. */
  private static ObjectNode asSettings(Object settings) {
    ObjectNode tree = YAML.valueToTree(settings);
    for (Map.Entry<String, JsonNode> setting : tree.properties()) {
      if (setting.getValue().isTextual()) {
        setting.setValue(TextNode.valueOf(setting.getValue().asText().toLowerCase(Locale.ROOT)));
      }
    }
    return tree;
  }

  /**
   * The student of a variant.
   *
   * @throws InputException if the variant has a setting that there is not or that can not be
   */
  static StudentSettings changed(StudentSettings base, AblationSettings.Variant variant) {
    ObjectNode all = YAML.valueToTree(base);
    merge(all, YAML.valueToTree(variant.student()));
    try {
      return YAML.treeToValue(all, StudentSettings.class);
    } catch (JsonProcessingException e) {
      String why =
          e.getCause() instanceof RuntimeException own
              ? String.valueOf(own.getMessage())
              : firstLine(e.getOriginalMessage());
      throw new InputException("ablation variant '" + variant.name() + "': " + why, e);
    }
  }

  private InputException notMapped(JsonProcessingException e) {
    String path = "";
    String message = firstLine(e.getOriginalMessage());
    if (e instanceof JsonMappingException mapping) {
      path =
          mapping.getPath().stream()
              .map(step -> step.getFieldName() == null ? "" + step.getIndex() : step.getFieldName())
              .collect(Collectors.joining("."));
    }
    if (e instanceof UnrecognizedPropertyException unknown) {
      message =
          "there is no such setting; there are "
              + unknown.getKnownPropertyIds().stream()
                  .map(Object::toString)
                  .sorted()
                  .collect(Collectors.joining(", "));
    } else if (e.getCause() instanceof RuntimeException own) {
      message = String.valueOf(own.getMessage());
    }
    return refused(path, message, e);
  }

  private InputException refused(String path, String message, @Nullable Exception cause) {
    Integer line = line(path);
    return new InputException(
        file
            + (line == null ? "" : ", line " + line)
            + ": "
            + (path.isEmpty() ? "" : path + ": ")
            + message,
        cause);
  }

  /** The line of a setting, or of the section that it is in. */
  private @Nullable Integer line(String path) {
    String section = path;
    while (!lines.containsKey(section) && section.contains(".")) {
      section = section.substring(0, section.lastIndexOf('.'));
    }
    return lines.get(section);
  }

  private void rememberLines(String text) throws IOException {
    try (JsonParser parser = new YAMLFactory().createParser(text)) {
      while (parser.nextToken() != null) {
        String pointer = parser.getParsingContext().pathAsPointer().toString();
        String path = pointer.isEmpty() ? "" : pointer.substring(1).replace('/', '.');
        lines.putIfAbsent(path, parser.currentTokenLocation().getLineNr());
      }
    }
  }

  private static String firstLine(String text) {
    return List.of(text.split("\n", 2)).get(0);
  }
}
