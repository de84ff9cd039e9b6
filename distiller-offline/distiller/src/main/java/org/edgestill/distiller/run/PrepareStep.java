package org.edgestill.distiller.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.edgestill.distiller.data.DataCard;
import org.edgestill.distiller.data.Preparation;
import org.edgestill.distiller.data.PreparedFolder;
import org.edgestill.model.Digests;

/** Behaviour log to sequences. */
final class PrepareStep implements Step {

  static final String NAME = "prepare";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> reads() {
    return List.of();
  }

  @Override
  public Object dependsOn(Workspace workspace) throws IOException {
    RunSettings settings = workspace.settings();
    List<Object> all = new ArrayList<>(List.of(settings.data(), settings.features()));
    all.add(PreparedFolder.FORMAT);
    for (Path file : settings.data().events().files(workspace.resolve(""))) {
      all.add(file.getFileName() + " " + content(file));
    }
    String items = settings.data().items().file();
    if (items != null) {
      all.add(content(workspace.resolve(items)));
    }
    return all;
  }

  /** A file that is not there is reported by the reader, which says which setting names it. */
  private static String content(Path file) throws IOException {
    return Files.isRegularFile(file) ? Digests.sha256(file.toRealPath()) : "";
  }

  @Override
  public ObjectNode run(Workspace workspace, RunListener listener) throws IOException {
    workspace.changed();
    RunSettings settings = workspace.settings();
    Preparation.Prepared prepared =
        new Preparation(settings.data(), settings.features(), workspace.resolve("")).prepare();
    PreparedFolder.write(prepared, workspace.folder(NAME));
    DataCard card = prepared.card();
    listener.said(
        "%,d users, %,d items, %,d events (%,d read, %,d bad, %,d repeated, %,d of too few)"
            .formatted(
                card.users(),
                card.items(),
                card.events(),
                card.rowsRead(),
                card.badRows(),
                card.dropped().repeated(),
                card.dropped().core()));
    listener.said(
        "%s: %,d training events, %,d validation targets, %,d test targets"
            .formatted(
                card.split().by(),
                card.split().trainEvents(),
                card.split().validationTargets(),
                card.split().testTargets()));
    card.warnings().forEach(warning -> listener.said("warning: " + warning));
    return Json.MAPPER.valueToTree(card);
  }
}
