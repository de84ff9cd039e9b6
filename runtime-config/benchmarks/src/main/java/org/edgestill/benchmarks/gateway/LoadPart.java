package org.edgestill.benchmarks.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.edgestill.benchmarks.Bench;
import org.edgestill.benchmarks.Claim;
import org.edgestill.benchmarks.Findings;
import org.edgestill.benchmarks.Part;
import org.edgestill.benchmarks.load.LoadGenerator;
import org.edgestill.model.ModelPackage;
import org.edgestill.testbed.GatewayProcess;

/** How fast an assembled gateway answers: at rest, while models are swapped, while it fetches. */
public final class LoadPart implements Part {
  private static final int ITEMS = 10_000;
  private static final int LARGE = 400_000;
  private static final int QUICK_LARGE = 80_000;
  private static final int USERS = 500;
  private static final int HISTORY = 20;

  /** Fewer than the gateway serves at a time, so that none is sent away. */
  private static final int CLIENTS = 16;

  @Override
  public String name() {
    return "load";
  }

  @Override
  public String about() {
    return "an assembled gateway at half of what it can do, with a swap every second, fetching";
  }

  @Override
  public Findings measure(Bench bench) throws Exception {
    Samples samples = new Samples();
    List<Claim> claims = new ArrayList<>();
    try (Site site = new Site(bench.gateway(), bench.work());
        GatewayProcess gateway = site.start("gateway", Map.of())) {
      ModelPackage one = site.serve(ITEMS);
      ModelPackage other = site.serve(ITEMS);
      Control control = site.control(gateway, "gateway");
      new Visitors(1, ITEMS).arrive(control, USERS, HISTORY);
      try (LoadGenerator http =
          new LoadGenerator(CLIENTS, () -> new HttpCall(gateway.uri(), USERS))) {
        LoadRun run = new LoadRun(bench, "http", site, control, http, samples);
        claims.addAll(run.run(one, other, bench.quick() ? QUICK_LARGE : LARGE));
      }
    }
    return new Findings(
        samples.figures(),
        claims,
        List.of(
            "The load generator and the broker share the cores with the gateway; 10,000 items,"
                + " histories of 20 events, k = 10."));
  }
}
