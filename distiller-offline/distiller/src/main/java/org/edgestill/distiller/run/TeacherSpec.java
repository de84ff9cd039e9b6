package org.edgestill.distiller.run;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.edgestill.distiller.data.InputException;
import org.edgestill.distiller.train.LoopSettings;
import org.edgestill.distiller.train.TeacherSettings;
import org.jspecify.annotations.Nullable;

/** One entry of the list {@code teachers}; its {@code kind} says what it is. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = TeacherSpec.Transformer.class, name = "transformer"),
  @JsonSubTypes.Type(value = TeacherSpec.Gru.class, name = "gru"),
  @JsonSubTypes.Type(value = TeacherSpec.Markov.class, name = "markov"),
  @JsonSubTypes.Type(value = TeacherSpec.Ease.class, name = "ease"),
  @JsonSubTypes.Type(value = TeacherSpec.Popularity.class, name = "popularity"),
  @JsonSubTypes.Type(value = TeacherSpec.Onnx.class, name = "onnx")
})
public sealed interface TeacherSpec {

  /** What files and reports call it; no two have one name. */
  String name();

  /** A teacher that is trained as a network. */
  sealed interface Neural extends TeacherSpec {
    /** What it is and how it is trained. */
    TeacherSettings network();
  }

  /** A causal Transformer; settings as {@link TeacherSettings} describes them. */
  record Transformer(
      String name,
      int width,
      int layers,
      int heads,
      int inner,
      int checkpoints,
      LoopSettings training)
      implements Neural {
    @Override
    public TeacherSettings network() {
      return new TeacherSettings(
          TeacherSettings.Kind.TRANSFORMER, width, layers, heads, inner, checkpoints, training);
    }
  }

  /** A recurrent network; settings as {@link TeacherSettings} describes them. */
  record Gru(String name, int width, int layers, int inner, int checkpoints, LoopSettings training)
      implements Neural {
    @Override
    public TeacherSettings network() {
      return new TeacherSettings(
          TeacherSettings.Kind.GRU, width, layers, 1, inner, checkpoints, training);
    }
  }

  /**
   * A Markov chain; every window with every decay is tried on validation.
   *
   * @param windows how many of the newest items it looks at
   * @param decays what one step further back is worth, 0 to 1
   */
  record Markov(String name, List<Integer> windows, List<Double> decays) implements TeacherSpec {
    public Markov {
      windows = List.copyOf(windows);
      decays = List.copyOf(decays);
      if (windows.isEmpty() || decays.isEmpty()) {
        throw new InputException("a Markov chain needs at least one of windows and of decays");
      }
    }

    List<org.edgestill.distiller.baseline.Markov.Settings> candidates() {
      return windows.stream()
          .flatMap(
              window ->
                  decays.stream()
                      .map(
                          decay ->
                              new org.edgestill.distiller.baseline.Markov.Settings(window, decay)))
          .toList();
    }
  }

  /**
   * EASE; every lambda is tried on validation.
   *
   * @param lambdas L2 weights
   * @param newest how many of the newest items it looks at
   */
  record Ease(String name, List<Double> lambdas, int newest) implements TeacherSpec {
    public Ease {
      lambdas = List.copyOf(lambdas);
      if (lambdas.isEmpty()) {
        throw new InputException("EASE needs at least one of lambdas; or leave it out of teachers");
      }
      if (newest < 1) {
        throw new InputException("newest must be at least 1, but is " + newest);
      }
    }
  }

  /** How often items occur. */
  record Popularity(String name) implements TeacherSpec {}

  /**
   * A model from elsewhere, see {@link org.edgestill.distiller.train.OnnxTeacher}.
   *
   * @param file the model
   * @param items external identifiers of its items, one a line; without it they are numbered as the
   *     prepared catalogue numbers them
   */
  record Onnx(String name, String file, @Nullable String items) implements TeacherSpec {
    public Onnx {
      if (file == null) {
        throw new InputException("a teacher of the kind onnx needs a file");
      }
    }
  }
}
