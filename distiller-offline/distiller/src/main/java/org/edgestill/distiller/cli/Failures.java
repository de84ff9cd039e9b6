package org.edgestill.distiller.cli;

import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.distiller.data.InputException;
import org.edgestill.distiller.evaluate.NonFiniteScoreException;
import org.edgestill.distiller.publish.PublishingFailedException;
import org.edgestill.distiller.run.RefusedException;
import org.edgestill.distiller.train.TrainingFailedException;
import org.edgestill.trust.KeyUnavailableException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says in one line what went wrong; shows where only if nobody foresaw it. */
final class Failures implements IExecutionExceptionHandler {

  static final int BAD_INPUT = 3;
  static final int FAILED = 4;

  private final Terminal terminal;

  Failures(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine line, ParseResult parsed) {
    if (e instanceof InputException || e instanceof KeyUnavailableException) {
      terminal.err().println("edgestill: " + e.getMessage());
      return BAD_INPUT;
    }
    boolean foreseen =
        e instanceof RefusedException
            || e instanceof PublishingFailedException
            || e instanceof ModelRefusedException
            || e instanceof TrainingFailedException
            || e instanceof NonFiniteScoreException;
    if (foreseen) {
      terminal.err().println("edgestill: " + e.getMessage());
    } else {
      e.printStackTrace(terminal.err());
    }
    return FAILED;
  }
}
