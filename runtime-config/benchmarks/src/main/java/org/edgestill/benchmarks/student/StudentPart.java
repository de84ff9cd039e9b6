package org.edgestill.benchmarks.student;

import java.util.ArrayList;
import java.util.List;
import org.edgestill.benchmarks.Bench;
import org.edgestill.benchmarks.Claim;
import org.edgestill.benchmarks.Figure;
import org.edgestill.benchmarks.Findings;
import org.edgestill.benchmarks.Part;
import org.edgestill.benchmarks.student.Rounds.Java;
import org.edgestill.benchmarks.student.Rounds.Setting;
import org.edgestill.benchmarks.student.Rounds.Task;

/** How long a request takes, what of it is the run, and how far that is from the memory bus. */
public final class StudentPart implements Part {
  private static final int PROCESSES = 5;
  private static final int QUICK_PROCESSES = 3;
  private static final double OVERHEAD_MICROS = 15;
  private static final double OVERHEAD_RATIO = 1.15;
  private static final int OVERHEAD_FROM_ITEMS = 10_000;
  private static final double ALLOCATED_BYTES = 2 * 1024;

  private final Students students;

  /** A part that shares its students with others. */
  public StudentPart(Students students) {
    this.students = students;
  }

  @Override
  public String name() {
    return "student";
  }

  @Override
  public String about() {
    return "encode, run and recommend, over the streaming read of the item table";
  }

  @Override
  public Findings measure(Bench bench) throws Exception {
    List<Integer> sizes =
        bench.quick() ? List.of(10_000, 100_000) : List.of(1_000, 10_000, 100_000, 1_000_000);
    List<String> histories = bench.quick() ? List.of("20") : List.of("5", "20", "50");
    Rounds rounds = new Rounds(bench, bench.quick() ? QUICK_PROCESSES : PROCESSES);
    for (int items : sizes) {
      Setting size = Setting.of("items", items);
      rounds.add(
          new Task(
              TableStream.class,
              "stream",
              List.of(size, new Setting("reader", List.of(Reader.LOOP, Reader.VECTOR))),
              List.of("items", "reader")));
      rounds.add(
          new Task(
              StudentRuns.class,
              "steps",
              List.of(
                  size,
                  new Setting("history", histories),
                  Setting.of("store", students.store(bench, items))),
              List.of("items", "history"),
              Java.OF_A_GATEWAY,
              StudentRuns.Turn.names()));
    }
    Measurements measured = rounds.run();
    List<Figure> figures = new ArrayList<>();
    List<Claim> claims = new ArrayList<>();
    for (int items : sizes) {
      Figure limit = limit(measured, items);
      figures.add(limit);
      for (String history : histories) {
        add(figures, claims, measured, items, history, limit);
      }
    }
    return new Findings(figures, claims, notes());
  }

  /** The faster of the two ways to read. */
  private static Figure limit(Measurements measured, int items) {
    String as = "stream/" + Label.of(items);
    Figure loop = measured.time("stream/" + items + "/" + Reader.LOOP, as);
    Figure vector = measured.time("stream/" + items + "/" + Reader.VECTOR, as);
    return loop.median() <= vector.median() ? loop : vector;
  }

  private static void add(
      List<Figure> figures,
      List<Claim> claims,
      Measurements measured,
      int items,
      String history,
      Figure limit) {
    String from = "/" + items + "/" + history;
    String as = "/" + Label.of(items) + "/history-" + history;
    Figure run = measured.time("run" + from, "run" + as);
    Figure allocated = measured.allocated("recommend" + from, "allocated" + as);
    figures.add(measured.time("encode" + from, "encode" + as));
    figures.add(run);
    figures.add(measured.time("recommend" + from, "recommend" + as));
    figures.add(allocated);
    Figure over = measured.over("recommend" + from, "run" + from, "recommend-over-run" + as);
    figures.add(over);
    String where = ", " + Label.of(items) + " items, history " + history;
    if (items >= OVERHEAD_FROM_ITEMS) {
      claims.add(
          Claim.amount(
              "recommend() above the raw run" + where,
              measured.above("recommend" + from, "run" + from, "above").median(),
              OVERHEAD_MICROS,
              "us"));
      claims.add(
          new Claim(
              "recommend() over the raw run" + where, over.median(), OVERHEAD_RATIO, "x", true));
    }
    double most = items == 100_000 ? 3.5 : items == 1_000_000 ? 2 : 0;
    if (most > 0) {
      // Says as much of the machine as of the run: how much memory it reads while it multiplies.
      claims.add(
          Claim.amount(
              "raw run over the streaming read" + where, run.median() / limit.median(), most, "x"));
    }
    claims.add(
        new Claim(
            "allocated by recommend()" + where,
            allocated.median(),
            ALLOCATED_BYTES,
            "bytes",
            true));
  }

  private static List<String> notes() {
    return List.of(
        "Student: Transformer of width %d over %d events, item table of 8 bits, transition prior; random weights."
            .formatted(Students.WIDTH, Students.LENGTH),
        "recommend-over-run is of each process the ratio of its two medians: run and recommend take"
            + " turns in it on the same session.",
        "One thread; ONNX Runtime with one thread inside a run; Java as on a gateway, with more"
            + " heap, but for the streaming read, which has both of Java's compilers.");
  }
}
