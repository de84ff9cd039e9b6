package org.edgestill.benchmarks.student;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.edgestill.benchmarks.Bench;
import org.edgestill.benchmarks.Claim;
import org.edgestill.benchmarks.Figure;
import org.edgestill.benchmarks.Findings;
import org.edgestill.benchmarks.Part;
import org.edgestill.benchmarks.student.Rounds.Setting;
import org.edgestill.benchmarks.student.Rounds.Task;

/** The same request as what one would use instead would answer it. */
public final class PeersPart implements Part {
  private static final List<Integer> SIZES = List.of(1_000, 10_000, 100_000);
  private static final int HISTORY = 20;
  private static final int ROUNDS = 2;
  private static final Map<String, String> PEERS = new LinkedHashMap<>();

  static {
    PEERS.put(Engine.PLAIN, "ONNX Runtime with tensors made for each call");
    PEERS.put(Engine.DJL, "DJL's predictor on ONNX Runtime");
    PEERS.put(Engine.HTTP, "the model behind loopback HTTP");
  }

  private final Students students;

  /** A part that shares its students with others. */
  public PeersPart(Students students) {
    this.students = students;
  }

  @Override
  public String name() {
    return "peers";
  }

  @Override
  public String about() {
    return "a request, beside plain ONNX Runtime, DJL, and an engine behind HTTP";
  }

  @Override
  public Findings measure(Bench bench) throws Exception {
    List<Integer> sizes = bench.quick() ? List.of(100_000) : SIZES;
    Rounds rounds = new Rounds(bench, ROUNDS);
    for (int items : sizes) {
      List<Setting> common =
          List.of(
              Setting.of("items", items),
              Setting.of("history", HISTORY),
              Setting.of("store", students.store(bench, items)));
      rounds.add(new Task(StudentRuns.class, "recommend", common, List.of("items")));
      List<Setting> peers = new ArrayList<>(common);
      peers.add(new Setting("engine", List.copyOf(PEERS.keySet())));
      rounds.add(new Task(PeerRuns.class, "recommend", peers, List.of("items", "engine")));
    }
    Measurements measured = rounds.run();
    List<Figure> figures = new ArrayList<>();
    List<Claim> claims = new ArrayList<>();
    for (int items : sizes) {
      String from = "recommend/" + items;
      String as = Label.of(items);
      Figure ours = measured.time(from, "edgestill/" + as);
      figures.add(ours);
      PEERS.forEach(
          (engine, what) -> {
            Figure peer = measured.time(from + "/" + engine, engine + "/" + as);
            figures.add(peer);
            claims.add(
                Claim.ratio("recommend() over " + what + ", " + as + " items", ours, peer, 1));
          });
    }
    return new Findings(
        figures,
        claims,
        List.of(
            "History of "
                + HISTORY
                + "; the same store, encoder and catalogue for all. Java has both of its compilers,"
                + " unlike on a gateway: the peers have more code for them."));
  }
}
