package org.edgestill.benchmarks.gateway;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.edgestill.benchmarks.Bench;
import org.edgestill.load.LoadGenerator;
import org.edgestill.load.Recorded;
import org.edgestill.model.ModelPackage;
import org.edgestill.testbed.GatewayProcess;

/** Finds the smallest heap with which a gateway does all that it has to, by bisection. */
final class SmallestHeap {
  private static final List<Integer> SIZES_MB = List.of(16, 24, 32, 48, 64, 96, 128);
  private static final int CLIENTS = 8;
  private static final double RATE = 100;

  private final Bench bench;
  private final Site site;
  private final String data;
  private final int items;
  private final int users;
  private List<ModelPackage> installed;

  /**
   * For a gateway that has a model already.
   *
   * @param data the name of its data folder
   * @param installed its two releases, the one in service last
   * @param items how many these have
   * @param users how many have a history there
   */
  SmallestHeap(
      Bench bench, Site site, String data, List<ModelPackage> installed, int items, int users) {
    this.bench = bench;
    this.site = site;
    this.data = data;
    this.installed = installed;
    this.items = items;
    this.users = users;
  }

  /** In MB, 10^6 bytes. */
  int find() throws Exception {
    int low = 0;
    int high = SIZES_MB.size() - 1;
    while (low < high) {
      int middle = (low + high) / 2;
      int size = SIZES_MB.get(middle);
      boolean enough = isEnough(size);
      bench.say("a heap of %d MB is%s enough".formatted(size, enough ? "" : " not"));
      if (enough) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return SIZES_MB.get(low);
  }

  /** Whether it starts, answers every request while it swaps, and takes an update of that size. */
  private boolean isEnough(int heap) throws Exception {
    int kibibytes = heap * 1_000_000 / 1024;
    String options = "-Xms%dk -Xmx%dk".formatted(kibibytes, kibibytes);
    try (GatewayProcess gateway = site.start(data, Map.of("EDGESTILL_JAVA_OPTS", options));
        LoadGenerator load = new LoadGenerator(CLIENTS, () -> new HttpCall(gateway.uri(), users))) {
      FootprintPart.firstAnswer(site, gateway);
      Control control = site.control(gateway, data);
      for (ModelPackage release : installed) {
        control.activate(release.id().digest());
        Recorded seen = load.open(RATE, Duration.ofSeconds(bench.quick() ? 1 : 4), () -> false);
        if (seen.failures() > 0) {
          return false;
        }
      }
      installed = List.of(installed.get(1), site.serve(items));
      gateway.stop();
      return true;
    } catch (IOException | TimeoutException tooSmall) {
      return false;
    }
  }
}
