package org.edgestill.distiller.rollout;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.edgestill.api.model.ModelId;
import org.edgestill.trust.Rollout;

/**
 * All gateways that a rollout has heard of, and what they made of the release. A gateway whose
 * retained status is only that it is offline counts as one, until it says that it runs another
 * model.
 */
final class Group {

  private final ModelId release;
  private final Map<String, Progress> gateways;
  private final Set<String> offline = new HashSet<>();
  private final Set<String> others = new HashSet<>();

  Group(ModelId release, Map<String, Progress> known) {
    this.release = release;
    this.gateways = new TreeMap<>(known);
  }

  Map<String, Progress> gateways() {
    return gateways;
  }

  /**
   * Takes in what gateways reported.
   *
   * @return whether that changed anything
   */
  boolean heard(Map<String, GatewayStatus> reports) {
    boolean changed = false;
    for (Map.Entry<String, GatewayStatus> report : reports.entrySet()) {
      changed |= heard(report.getKey(), report.getValue());
    }
    return changed;
  }

  private boolean heard(String gateway, GatewayStatus status) {
    if (status.online() && !status.model().equals(release.name())) {
      others.add(gateway);
      return gateways.remove(gateway) != null;
    }
    if (!status.online() && others.contains(gateway)) {
      return false;
    }
    others.remove(gateway);
    boolean changed = status.online() ? offline.remove(gateway) : offline.add(gateway);
    Progress before = gateways.get(gateway);
    Progress now = (before == null ? Progress.NONE : before).after(status, release);
    gateways.put(gateway, now);
    return changed || !now.equals(before);
  }

  /**
   * Counts.
   *
   * @param salt of the release's rollout
   * @param percent the share of the present stage
   * @param excused gateways whose failures do not count
   */
  Tally tally(String salt, int percent, Set<String> excused) {
    int fleet = 0;
    int group = 0;
    int succeeded = 0;
    int failed = 0;
    int lost = 0;
    for (Map.Entry<String, Progress> each : gateways.entrySet()) {
      Progress.Result result = each.getValue().result();
      boolean isExcused = result == Progress.Result.FAILED && excused.contains(each.getKey());
      fleet++;
      if (isExcused || !Rollout.includes(each.getKey(), salt, percent)) {
        continue;
      }
      group++;
      succeeded += result == Progress.Result.SUCCEEDED ? 1 : 0;
      failed += result == Progress.Result.FAILED ? 1 : 0;
      lost += result == Progress.Result.TRYING && offline.contains(each.getKey()) ? 1 : 0;
    }
    return new Tally(fleet, group, succeeded, failed, lost);
  }
}
