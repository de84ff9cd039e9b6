package org.edgestill.operations.internal;

import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Dictionary;
import java.util.Map;
import java.util.TreeSet;
import org.apache.felix.service.command.Descriptor;
import org.edgestill.api.timeline.Timeline;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The shell commands {@code edgestill:...}, for Gogo and the shell of Karaf.
 *
 * <p>They print their text instead of returning it: a command that is run over SSH by Karaf (exec)
 * shows what it printed only. Gogo makes {@code System.out} the output of the session, or the next
 * command of a pipe.
 */
@Component(
    service = CommandsComponent.class,
    property = {
      "osgi.command.scope=edgestill",
      "osgi.command.function=status",
      "osgi.command.function=models",
      "osgi.command.function=activate",
      "osgi.command.function=rollback",
      "osgi.command.function=recommend",
      "osgi.command.function=events",
      "osgi.command.function=forget",
      "osgi.command.function=fetch",
      "osgi.command.function=timeline",
      "osgi.command.function=config"
    })
public final class CommandsComponent {

  private static final String WISHES =
      "fields of a request: [only=Drama except='War|Crime' minScore=0 diversity=0.3 explain=true]";
  private static final int DEFAULT_K = 10;
  private static final int DEFAULT_EVENTS = 20;
  private static final int DEFAULT_ENTRIES = 20;

  private final Commands commands;
  private final ConfigurationAdmin configurationAdmin;

  /** Takes what the commands need. */
  @Activate
  public CommandsComponent(
      @Reference GatewayServicesComponent gateway,
      @Reference Timeline timeline,
      @Reference ConfigurationAdmin configurationAdmin) {
    commands = new Commands(gateway.services(), timeline, Clock.systemUTC());
    this.configurationAdmin = configurationAdmin;
  }

  @Descriptor("models in service, updates, brokers and stored behaviour at a glance")
  public void status() {
    print(commands.status());
  }

  @Descriptor("all installed releases of all models")
  public void models() {
    print(commands.models());
  }

  @Descriptor("puts an installed release of the only model in service")
  public void activate(
      @Descriptor("release number, or the beginning of its digest") String release) {
    print(commands.activate(null, release));
  }

  @Descriptor("puts an installed release in service")
  public void activate(
      @Descriptor("name of the model") String model,
      @Descriptor("release number, or the beginning of its digest") String release) {
    print(commands.activate(model, release));
  }

  @Descriptor("returns the only model to the release that served before")
  public void rollback() {
    print(commands.rollback(null));
  }

  @Descriptor("returns a model to the release that served before")
  public void rollback(@Descriptor("name of the model") String model) {
    print(commands.rollback(model));
  }

  @Descriptor("what a user would be recommended by the only model: the best 10")
  public void recommend(@Descriptor("the user") String user) {
    print(commands.recommend(null, user, DEFAULT_K, Map.of()));
  }

  @Descriptor("what a user would be recommended by the only model")
  public void recommend(@Descriptor("the user") String user, @Descriptor("how many items") int k) {
    print(commands.recommend(null, user, k, Map.of()));
  }

  @Descriptor("what a user would be recommended")
  public void recommend(
      @Descriptor("name of the model") String model,
      @Descriptor("the user") String user,
      @Descriptor("how many items") int k) {
    print(commands.recommend(model, user, k, Map.of()));
  }

  @Descriptor("what a user would be recommended by the only model, with wishes")
  public void recommend(
      @Descriptor("the user") String user,
      @Descriptor("how many items") int k,
      @Descriptor(WISHES) Map<?, ?> wishes) {
    print(commands.recommend(null, user, k, wishes));
  }

  @Descriptor("what a user would be recommended, with wishes")
  public void recommend(
      @Descriptor("name of the model") String model,
      @Descriptor("the user") String user,
      @Descriptor("how many items") int k,
      @Descriptor(WISHES) Map<?, ?> wishes) {
    print(commands.recommend(model, user, k, wishes));
  }

  @Descriptor("the newest 20 stored events of a user")
  public void events(@Descriptor("the user") String user) {
    print(commands.events(user, DEFAULT_EVENTS));
  }

  @Descriptor("the newest stored events of a user")
  public void events(
      @Descriptor("the user") String user, @Descriptor("how many at most") int limit) {
    print(commands.events(user, limit));
  }

  @Descriptor("erases everything that is stored about a user")
  public void forget(@Descriptor("the user") String user) {
    print(commands.forget(user));
  }

  @Descriptor("looks for a new release of the only model now")
  public void fetch() {
    print(commands.fetch(null));
  }

  @Descriptor("looks for a new release now")
  public void fetch(@Descriptor("name of the model") String model) {
    print(commands.fetch(model));
  }

  @Descriptor("the newest 20 swaps, refusals, rollbacks and update states, newest first")
  public void timeline() {
    print(commands.timeline(DEFAULT_ENTRIES));
  }

  @Descriptor("the newest swaps, refusals, rollbacks and update states, newest first")
  public void timeline(@Descriptor("how many") int entries) {
    print(commands.timeline(entries));
  }

  /**
   * The configurations of Edgestill. Attributes whose names begin with a dot are private (OSGi
   * Compendium, section 112.8.2.1): of secrets only the name is shown.
   */
  @Descriptor("the configurations of Edgestill; secrets are not shown")
  public void config() throws IOException, InvalidSyntaxException {
    Configuration[] found =
        configurationAdmin.listConfigurations("(" + Constants.SERVICE_PID + "=org.edgestill.*)");
    Table table = new Table("configuration", "attribute", "value");
    if (found != null) {
      Arrays.stream(found)
          .sorted(Comparator.comparing(Configuration::getPid))
          .forEach(each -> addAttributes(table, each));
    }
    print(table.toString());
  }

  private static void addAttributes(Table table, Configuration configuration) {
    Dictionary<String, Object> properties = configuration.getProcessedProperties(null);
    if (properties == null) {
      return;
    }
    String pid = configuration.getPid();
    for (String name : new TreeSet<>(Collections.list(properties.keys()))) {
      if (!name.startsWith("service.") && !name.startsWith(":")) {
        Object value = name.startsWith(".") ? "(not shown)" : properties.get(name);
        table.row(pid, name, value instanceof Object[] many ? Arrays.toString(many) : value);
        pid = "";
      }
    }
  }

  private static void print(String text) {
    System.out.println(text);
  }
}
