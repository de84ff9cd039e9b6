package org.edgestill.distiller.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.distiller.publish.BrokerConnection;
import org.edgestill.distiller.publish.FolderDestination;
import org.edgestill.distiller.publish.PublishSettings;
import org.edgestill.distiller.publish.Publishing;
import org.edgestill.distiller.publish.PublishingFailedException;
import org.edgestill.distiller.run.Json;
import org.edgestill.distiller.run.Pipeline;
import org.edgestill.distiller.run.RunListener;
import org.edgestill.distiller.run.Workspace;
import org.edgestill.model.ModelPackage;
import org.edgestill.mqtt.client.MqttCarrier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Signs the packaged release and puts it on the broker, or in a folder. */
@Command(
    name = "publish",
    mixinStandardHelpOptions = true,
    description = "Sign the package and publish it to the gateways of a channel.")
final class PublishCommand implements Callable<Integer> {

  @Mixin private CommonOptions options = new CommonOptions();

  @Option(
      names = "--refresh",
      description = "no release: only sign the timestamp again and send the metadata")
  private boolean refresh;

  @Option(
      names = "--to",
      paramLabel = "FOLDER",
      description =
          "write a repository of files, for any web server and any TUF client, instead of"
              + " sending to a broker")
  private @Nullable Path folder;

  private final Terminal terminal;

  PublishCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    Workspace workspace = options.workspace();
    RunListener listener = options.listener(terminal);
    Publishing publishing = publishing(workspace);
    Map<String, Object> result;
    if (refresh) {
      Instant expires = refresh(publishing, workspace);
      listener.said("signed again, valid until " + expires);
      result = Map.of("expires", expires.toString());
    } else {
      new Pipeline(workspace, listener).bringUpToDate("package", false);
      Path target = folder;
      result =
          target == null
              ? publish(publishing, workspace, listener)
              : described(
                  publishing.publish(
                      new FolderDestination(target), ModelPackage.open(workspace.packageFolder())),
                  listener);
    }
    if (options.json()) {
      terminal.out().println(Json.MAPPER.writeValueAsString(result));
    }
    return 0;
  }

  private Instant refresh(Publishing publishing, Workspace workspace)
      throws IOException, PublishingFailedException {
    Path target = folder;
    if (target != null) {
      return publishing.refresh(new FolderDestination(target));
    }
    PublishSettings settings = workspace.settings().publish();
    try (MqttCarrier carrier = BrokerConnection.open(settings, workspace.resolve(""))) {
      return publishing.refresh(carrier);
    }
  }

  /** Checked before anything is trained: without keys nothing can be published. */
  static Publishing publishing(Workspace workspace) throws IOException {
    PublishSettings settings = workspace.settings().publish();
    Publishing publishing =
        new Publishing(
            settings,
            KeysCommand.passwords(workspace).folders(workspace.resolve(settings.repository())),
            workspace.resolve(""),
            Clock.systemUTC());
    publishing.requireKeys();
    return publishing;
  }

  /** Publishes what the package step made. */
  static Map<String, Object> publish(
      Publishing publishing, Workspace workspace, RunListener listener)
      throws IOException, ModelRefusedException, PublishingFailedException {
    PublishSettings settings = workspace.settings().publish();
    ModelPackage release = ModelPackage.open(workspace.packageFolder());
    listener.started("publish");
    long start = System.nanoTime();
    try (MqttCarrier carrier = BrokerConnection.open(settings, workspace.resolve(""))) {
      long total = release.manifest().totalLength();
      Publishing.Published published =
          publishing.publish(
              carrier,
              release,
              bytes -> listener.progress("publish", Math.min(bytes, total), total, "bytes"));
      listener.finished("publish", (System.nanoTime() - start) / 1e9);
      return described(published, listener);
    }
  }

  private static Map<String, Object> described(
      Publishing.Published published, RunListener listener) {
    listener.said(
        "%s is on channel %s, signatures valid until %s"
            .formatted(published.model(), published.channel(), published.expires()));
    return Map.of(
        "model", published.model().name(),
        "release", published.model().release(),
        "digest", published.model().digest(),
        "channel", published.channel(),
        "bytes", published.bytes(),
        "expires", published.expires().toString());
  }
}
