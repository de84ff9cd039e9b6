package org.edgestill.distiller.data;

import java.util.Arrays;

/**
 * Makes sure that training knows nothing of what is to be guessed. It looks at the finished data
 * set only, not at how it was made, and runs whenever one is prepared or read back.
 */
final class LeakageCheck {

  private final Dataset data;

  private LeakageCheck(Dataset data) {
    this.data = data;
  }

  /**
   * Checks that each user's training events and contexts end before the user's targets, that a
   * split by time keeps to its moments, and that popularity counts training events only.
   *
   * @throws InputException if not; it says where
   */
  static void require(Dataset data) {
    LeakageCheck check = new LeakageCheck(data);
    int[] popularity = new int[data.itemCount() + 1];
    for (int user = 0; user < data.users(); user++) {
      check.user(user);
      for (int item : data.train(user).items()) {
        popularity[item]++;
      }
    }
    if (!Arrays.equals(popularity, data.items().popularity())) {
      throw leak("the popularity of items is not that of the training events");
    }
  }

  private void user(int user) {
    long[] times = data.everything(user).timesMillis();
    for (int i = 1; i < times.length; i++) {
      require(times[i - 1] <= times[i], user, "has events that are not in order");
    }
    int train = data.train(user).length();
    int validation = data.validContext(user).length();
    int validationEnd = validation + data.validItems(user).length;
    int test = times.length - data.testItems(user).length;
    require(train <= validation, user, "has validation targets among the training events");
    require(validationEnd <= test, user, "has test targets among the validation targets");
    require(data.testContext(user).length() == test, user, "has test targets among what is known");
    Partition partition = data.partition();
    if (!partition.by().isByTime()) {
      return;
    }
    long validationFrom = partition.validationFrom();
    long testFrom = partition.testFrom();
    require(
        train == 0 || times[train - 1] < validationFrom,
        user,
        "has training events that are not before validation begins");
    require(
        validation == validationEnd
            || (times[validation] >= validationFrom && times[validationEnd - 1] < testFrom),
        user,
        "has validation targets outside of validation");
    require(
        test == times.length || times[test] >= testFrom,
        user,
        "has test targets from before test begins");
  }

  private static void require(boolean fine, int user, String otherwise) {
    if (!fine) {
      throw leak("user " + user + " " + otherwise);
    }
  }

  private static InputException leak(String what) {
    return new InputException("leakage: " + what + "; nothing may be trained on this data");
  }
}
