package org.edgestill.benchmarks.gateway;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.edgestill.benchmarks.Bench;
import org.edgestill.benchmarks.Claim;
import org.edgestill.benchmarks.Findings;
import org.edgestill.benchmarks.Part;
import org.edgestill.load.Load;
import org.edgestill.load.LoadComponent;
import org.edgestill.load.LoadGenerator;
import org.edgestill.load.RemoteLoad;
import org.edgestill.model.ModelPackage;
import org.edgestill.testbed.GatewayProcess;

/** How fast an assembled gateway answers: at rest, while models are swapped, while it fetches. */
public final class LoadPart implements Part {
  private static final String GATEWAY = "gateway";
  private static final int ITEMS = 10_000;
  private static final int LARGE = 400_000;
  private static final int QUICK_LARGE = 80_000;
  private static final int USERS = 500;
  private static final int HISTORY = 20;

  /** Fewer than the gateway serves at a time, so that none is sent away. */
  private static final int CLIENTS = 16;

  /** Inside the gateway; a request waits for nothing but the processor. */
  private static final int THREADS = 4;

  private static final int PATIENCE_MILLIS = 120_000;

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
    List<Claim> claims = new ArrayList<>(http(bench, samples));
    claims.addAll(service(bench, samples));
    return new Findings(
        samples.figures(),
        claims,
        List.of(
            "The load generator and the broker share the cores with the gateway; 10,000 items,"
                + " histories of 20 events, k = 10.",
            "service is the recommender asked inside the framework by a bundle, %d threads."
                .formatted(THREADS)));
  }

  private static List<Claim> http(Bench bench, Samples samples) throws Exception {
    try (Site site = new Site(bench.gateway(), bench.work().resolve("http"));
        GatewayProcess gateway = site.start(GATEWAY, Map.of());
        Load load = new LoadGenerator(CLIENTS, () -> new HttpCall(gateway.uri(), USERS))) {
      return run(bench, "http", site, gateway, load, samples);
    }
  }

  /** Another gateway, with one bundle more. */
  private static List<Claim> service(Bench bench, Samples samples) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Site site = new Site(bench.gateway(), bench.work().resolve("service"));
        GatewayProcess gateway =
            site.start(GATEWAY, Map.of("EDGESTILL_JAVA_OPTS", withLoad(server.getLocalPort())))) {
      server.setSoTimeout(PATIENCE_MILLIS);
      try (Load load = RemoteLoad.accept(server, THREADS, USERS)) {
        return run(bench, "service", site, gateway, load, samples);
      }
    }
  }

  /** The bundle starts after all others. */
  private static String withLoad(int port) throws URISyntaxException {
    URI bundle = LoadComponent.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    return "-D%s=%d -Dorg.osgi.framework.startlevel.beginning=5 -Dfelix.auto.start.5=%s"
        .formatted(LoadComponent.PORT, port, bundle);
  }

  private static List<Claim> run(
      Bench bench, String prefix, Site site, GatewayProcess gateway, Load load, Samples samples)
      throws Exception {
    ModelPackage one = site.serve(ITEMS);
    ModelPackage other = site.serve(ITEMS);
    Control control = site.control(gateway, GATEWAY);
    new Visitors(1, ITEMS).arrive(control, USERS, HISTORY);
    return new LoadRun(bench, prefix, site, control, load, samples)
        .run(one, other, bench.quick() ? QUICK_LARGE : LARGE);
  }
}
