package org.edgestill.distiller.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.edgestill.distiller.publish.BrokerConnection;
import org.edgestill.distiller.publish.BrokerDestination;
import org.edgestill.distiller.publish.PublishSettings;
import org.edgestill.distiller.publish.Publishing;
import org.edgestill.distiller.rollout.RolloutReport;
import org.edgestill.distiller.rollout.StagedRollout;
import org.edgestill.distiller.run.Json;
import org.edgestill.distiller.run.Pipeline;
import org.edgestill.distiller.run.RunListener;
import org.edgestill.distiller.run.RunSettings;
import org.edgestill.distiller.run.Workspace;
import org.edgestill.model.ModelPackage;
import org.edgestill.mqtt.client.MqttCarrier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Publishes the packaged release to more and more gateways, by what they report. */
@Command(
    name = "rollout",
    mixinStandardHelpOptions = true,
    description =
        "Publish the package stage by stage, as long as the gateways that have it do well.",
    footer = {
      "",
      "Killed or cut off, it goes on where it was when it is run again.",
      "Exit codes besides the usual ones: 5 paused, somebody has to look; 6 aborted."
    })
final class RolloutCommand implements Callable<Integer> {

  static final int PAUSED = 5;
  static final int ABORTED = 6;

  private static final String STATE = "rollout";

  @Mixin private CommonOptions options = new CommonOptions();

  @Option(
      names = "--resume",
      description = "go on after a pause; gateways that failed so far do not count any more")
  private boolean resume;

  @Option(
      names = "--abort",
      description = "take the release back: publish the former model as a higher release")
  private boolean abort;

  private final Terminal terminal;

  RolloutCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    Workspace workspace = options.workspace();
    RunListener listener = options.listener(terminal);
    Publishing publishing = PublishCommand.publishing(workspace);
    RunSettings settings = workspace.settings();
    PublishSettings publish = settings.publish();
    Path file =
        workspace.folder(STATE).resolve(settings.name() + "-" + settings.release() + ".json");
    try (MqttCarrier carrier = BrokerConnection.open(publish, workspace.resolve(""))) {
      StagedRollout rollout =
          new StagedRollout(
              settings.rollout(),
              new StagedRollout.Place(
                  publishing,
                  new BrokerDestination(carrier, publish, bytes -> {}),
                  carrier,
                  publish.prefix(),
                  file),
              settings.name(),
              settings.release(),
              listener,
              Clock.systemUTC());
      if (resume) {
        rollout.resume();
      }
      RolloutReport report =
          abort
              ? rollout.abort()
              : rollout.run(
                  () -> {
                    new Pipeline(workspace, listener).bringUpToDate("package", false);
                    return ModelPackage.open(workspace.packageFolder());
                  });
      listener.said(summary(report));
      if (options.json()) {
        terminal.out().println(Json.MAPPER.writeValueAsString(report));
      }
      return exitCode(report);
    }
  }

  private static String summary(RolloutReport report) {
    return "%s %d is %s at %d %%: %d of %d gateways have it, %d failed, %d without a result%s"
        .formatted(
            report.model(),
            report.release(),
            report.phase(),
            report.percent(),
            report.succeeded(),
            report.gateways(),
            report.failed(),
            report.missing(),
            report.why().isEmpty() ? "" : " (" + report.why() + ")");
  }

  private static int exitCode(RolloutReport report) {
    if (report.done()) {
      return 0;
    }
    return report.aborted() ? ABORTED : PAUSED;
  }
}
