package org.edgestill.operations.internal;

import java.util.List;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.Result;
import org.edgestill.operations.internal.Health.Finding;

/** Findings as Felix Health Checks want them. */
final class HealthResults {

  private HealthResults() {}

  static Result of(List<Finding> findings) {
    FormattingResultLog log = new FormattingResultLog();
    for (Finding finding : findings) {
      switch (finding.level()) {
        case OK -> log.info("{}", finding.text());
        case WARN -> log.warn("{}", finding.text());
        case CRITICAL -> log.critical("{}", finding.text());
      }
    }
    return new Result(log);
  }
}
