package org.edgestill.demo;

import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Tells the whole story of Edgestill, from a behaviour log to a refused attack, and measures it.
 */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Distils, signs, pushes, recommends, swaps and refuses, with progress.")
public final class Demo implements Callable<Integer> {

  @Option(names = "--gateway", required = true, description = "the unpacked edgestill-gateway")
  private Path gateway = Path.of("");

  @Option(names = "--config", required = true, description = "the distiller's configuration")
  private Path config = Path.of("");

  @Option(names = "--output", required = true, description = "where everything is written")
  private Path output = Path.of("");

  @Option(
      names = "--keep",
      arity = "1",
      description = "true: broker and gateway stay up at the end until Ctrl-C")
  private boolean keep;

  @Option(
      names = "--user",
      defaultValue = "1",
      description = "whose evening is replayed, from 1 in the order of the log (default: 1)")
  private int user = 1;

  private Demo() {}

  /** Runs the demo; the exit code is 0 if everything went as told. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Demo()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Files.createDirectories(output);
    Story story = new Story(System.out);
    Summary summary;
    Distillation distillation = new Distillation(story, config, output);
    distillation.run();
    int users = distillation.data().users();
    if (user < 1 || user > users) {
      story.say("There is no user %d: the log has %d users; choose one of them.", user, users);
      return CommandLine.ExitCode.USAGE;
    }
    try (Fleet fleet = new Fleet(story, distillation, gateway, output, user - 1)) {
      fleet.run();
      Path file = output.resolve("summary.json");
      summary = Summary.of(distillation, fleet, story.wallSeconds());
      GatewayClient.JSON
          .writer(SerializationFeature.INDENT_OUTPUT)
          .writeValue(file.toFile(), summary);
      story.chapter("Done");
      story.say("Everything above was measured; the figures are in");
      story.say("   %s", file);
      if (keep) {
        fleet.stayUp();
      }
    }
    return summary.asPromised() ? 0 : 1;
  }
}
