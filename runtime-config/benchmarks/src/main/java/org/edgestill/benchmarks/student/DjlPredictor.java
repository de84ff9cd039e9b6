package org.edgestill.benchmarks.student;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import java.nio.file.Path;

/** DJL's predictor on its engine for ONNX Runtime, with a translator as its guide has it. */
final class DjlPredictor implements Engine {
  private final ZooModel<Question, Top> model;
  private final Predictor<Question, Top> predictor;

  private DjlPredictor(ZooModel<Question, Top> model) {
    this.model = model;
    this.predictor = model.newPredictor();
  }

  static DjlPredictor open(Path student) throws Exception {
    return new DjlPredictor(
        Criteria.builder()
            .setTypes(Question.class, Top.class)
            .optEngine("OnnxRuntime")
            .optModelPath(student)
            .optOption("intraOpNumThreads", "1")
            .optTranslator(new Rows())
            .build()
            .loadModel());
  }

  private static final class Rows implements NoBatchifyTranslator<Question, Top> {
    @Override
    public NDList processInput(TranslatorContext context, Question question) {
      NDManager manager = context.getNDManager();
      return new NDList(
          row(manager, question.items()),
          row(manager, question.behaviours()),
          row(manager, question.gaps()),
          row(manager, question.exclude()),
          manager.create(new long[] {question.k()}));
    }

    private static NDArray row(NDManager manager, long[] values) {
      return manager.create(values, new Shape(1, values.length));
    }

    @Override
    public Top processOutput(TranslatorContext context, NDList outputs) {
      return new Top(outputs.get(0).toLongArray(), outputs.get(1).toFloatArray());
    }
  }

  @Override
  public Top run(Question question) throws TranslateException {
    return predictor.predict(question);
  }

  @Override
  public void close() {
    predictor.close();
    model.close();
  }
}
