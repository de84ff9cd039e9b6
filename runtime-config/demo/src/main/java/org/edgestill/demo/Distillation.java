package org.edgestill.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.edgestill.distiller.data.Dataset;
import org.edgestill.distiller.run.Pipeline;
import org.edgestill.distiller.run.Report;
import org.edgestill.distiller.run.RunListener;
import org.edgestill.distiller.run.Student;
import org.edgestill.distiller.run.Workspace;
import org.edgestill.model.ModelPackage;
import org.edgestill.model.ModelPackageWriter;
import org.edgestill.model.io.DurableFiles;
import org.jspecify.annotations.Nullable;

/** The offline half of the story: from ratings to model packages. */
final class Distillation {
  private final Story story;
  private final Workspace workspace;
  private final Path packages;
  private @Nullable Pipeline pipeline;
  private @Nullable Report report;

  Distillation(Story story, Path config, Path output) throws IOException {
    this.story = story;
    this.workspace = Workspace.of(config).withRun(output.resolve("run").toAbsolutePath());
    this.packages = Files.createDirectories(output.resolve("packages"));
  }

  /** Does all steps up to the evaluation; those that are up to date are skipped. */
  void run() throws IOException {
    Teller teller = new Teller(story);
    Pipeline steps = new Pipeline(workspace, teller);
    pipeline = steps;
    story.chapter("Prepare: real ratings of films become sequences of behaviour");
    teller.tell("prepare");
    steps.bringUpToDate("prepare", false);
    story.chapter("Teach: train a Transformer and fuse it with what counts alone know");
    teller.tell("teach");
    steps.bringUpToDate("teach", false);
    story.chapter("Distil: a small student learns from the teacher (and a control without it)");
    teller.tell("distil");
    steps.bringUpToDate("distil", false);
    story.chapter("Evaluate: every model guesses each user's last film, of all films");
    teller.tell("evaluate");
    Report evaluated = steps.evaluation();
    if (teller.skipped) {
      story.list(evaluated.table().lines().toList());
    }
    report = evaluated;
    teller.tell("package");
  }

  /** How all models did. */
  Report report() {
    return known(report);
  }

  /** What the models learned from. */
  Dataset data() throws IOException {
    return workspace.prepared().data();
  }

  /** The name of the model. */
  String model() {
    return workspace.settings().name();
  }

  /** Makes a student a release. */
  ModelPackage release(Student student, long release) throws IOException {
    return known(pipeline).packageRelease(student, release).model();
  }

  /** A copy of a release with one bit of the student flipped; all its hashes fit. */
  ModelPackage changed(ModelPackage original) throws Exception {
    Path folder = packages.resolve("changed-" + original.id().release());
    if (Files.exists(folder)) {
      DurableFiles.deleteTree(folder);
    }
    Files.createDirectories(folder);
    for (var file : original.manifest().files()) {
      Files.copy(original.file(file.path()), folder.resolve(file.path()));
    }
    Path student = folder.resolve(ModelPackage.STUDENT);
    byte[] bytes = Files.readAllBytes(student);
    bytes[bytes.length / 2] ^= 1;
    Files.write(student, bytes);
    return new ModelPackageWriter().write(folder, original.manifest());
  }

  private static <T> T known(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("run() comes first");
    }
    return value;
  }

  /** Prints what the distiller says about the step that is being told. */
  private static final class Teller implements RunListener {
    private final Story story;
    private String step = "";
    private boolean skipped;

    Teller(Story story) {
      this.story = story;
    }

    void tell(String next) {
      step = next;
      skipped = false;
    }

    /** The steps before the one that is being told are up to date because they came before. */
    @Override
    public void skipped(String name) {
      if (name.equals(step)) {
        skipped = true;
        story.say("   done by an earlier run, and nothing has changed since");
      }
    }

    @Override
    public void said(String line) {
      story.paragraph(line);
    }

    @Override
    public void progress(String task, long done, long total, String detail) {
      // Epochs are worth a line each; users are too many, and models come again in the table.
      if (!detail.equals("users") && !task.equals("models")) {
        story.say("   %-18s %2d/%d  %s", task, done, total, detail);
      }
    }
  }
}
