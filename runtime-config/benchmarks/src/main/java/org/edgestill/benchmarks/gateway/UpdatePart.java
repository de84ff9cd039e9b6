package org.edgestill.benchmarks.gateway;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.edgestill.benchmarks.Bench;
import org.edgestill.benchmarks.Claim;
import org.edgestill.benchmarks.Findings;
import org.edgestill.benchmarks.Part;
import org.edgestill.model.ModelPackage;
import org.edgestill.testbed.GatewayProcess;

/** How long a release takes from the publisher into service, and what that costs a gateway. */
public final class UpdatePart implements Part {
  private static final double WIRE_LIMIT = 1.03;

  /** Releases of a size, and how many items they have. */
  private enum Size {
    SMALL("0.3MB", 3_400),
    MIDDLE("7MB", 67_000),
    LARGE("30MB", 281_000);

    private final String label;
    private final int items;

    Size(String label, int items) {
      this.label = label;
      this.items = items;
    }
  }

  @Override
  public String name() {
    return "update";
  }

  @Override
  public String about() {
    return "releases of 0.3, 7 and 30 MB over a loopback broker into service";
  }

  @Override
  public Findings measure(Bench bench) throws Exception {
    Samples samples = new Samples();
    try (Site site = new Site(bench.gateway(), bench.work());
        GatewayProcess gateway = site.start("gateway", Map.of())) {
      // Compiled, and with something to replace.
      site.forget(site.serve(2 * Size.SMALL.items));
      for (int round = 0; round < (bench.quick() ? 1 : 5); round++) {
        for (Size size : Size.values()) {
          update(bench, site, gateway, size, samples);
        }
      }
    }
    List<Claim> claims = new ArrayList<>();
    for (Size size : Size.values()) {
      claims.add(
          new Claim(
              size.label + ": bytes on the wire, both ways, over those of the release",
              samples.figure(size.label + "/wire").median(),
              WIRE_LIMIT,
              "x",
              true));
    }
    return new Findings(
        samples.figures(),
        claims,
        List.of(
            "From the publisher's first byte to the gateway's report that the release answers;"
                + " publisher and broker share the cores with the gateway.",
            "fetch-memory is the peak of resident memory until all is fetched over that before;"
                + " it counts a heap that had not grown yet."));
  }

  private static void update(
      Bench bench, Site site, GatewayProcess gateway, Size size, Samples samples) throws Exception {
    ModelPackage release = site.make(size.items);
    long payload =
        release.manifest().totalLength()
            + Files.size(release.folder().resolve(ModelPackage.MANIFEST));
    long before = site.line().bytes();
    long down = site.line().bytesDown();
    double idle = ProcessUse.of(gateway.pid()).residentMegabytes();
    ProcessUse.forgetPeak(gateway.pid());
    long start = System.nanoTime();
    site.upload(release);
    long told = System.nanoTime();
    site.announce(release);
    site.await("it is fetched", () -> site.line().bytesDown() - down >= payload);
    double peak = ProcessUse.of(gateway.pid()).peakMegabytes();
    long fetched = System.nanoTime();
    site.awaitInService(release);
    long serves = System.nanoTime();
    site.awaitCommitted(release);
    double wire = (double) (site.line().bytes() - before) / payload;
    String name = size.label + "/";
    samples.add(name + "payload", "MB", payload / 1e6);
    samples.add(name + "publish-to-service", "ms", (serves - start) / 1e6);
    samples.add(name + "tell-to-fetched", "ms", (fetched - told) / 1e6);
    samples.add(name + "fetched-to-service", "ms", (serves - fetched) / 1e6);
    samples.add(name + "wire", "x", wire);
    samples.add(name + "fetch-memory", "MB", peak - idle);
    bench.say(
        "%s: in service after %,.0f ms, %.4f bytes sent for each"
            .formatted(size.label, (serves - start) / 1e6, wire));
    site.forget(release);
  }
}
