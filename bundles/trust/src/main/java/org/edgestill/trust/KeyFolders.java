package org.edgestill.trust;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * Where a publisher's private keys are: a folder for each role, so that the root's can be on a
 * stick in a safe while those that sign every day are at hand. Keys are read when they are needed,
 * so a folder need not be there before.
 */
public final class KeyFolders {

  private final Map<Role, Path> folders;
  private final Map<Role, KeyPassword> passwords;

  private KeyFolders(Map<Role, Path> folders, Map<Role, KeyPassword> passwords) {
    this.folders = folders;
    this.passwords = passwords;
  }

  /** A folder with one for each role in it, {@code root} and so on, under one password. */
  public static KeyFolders in(Path folder, KeyPassword password) {
    Map<Role, Path> folders = new EnumMap<>(Role.class);
    Map<Role, KeyPassword> passwords = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      folders.put(role, folder.resolve(role.typeName()));
      passwords.put(role, password);
    }
    return new KeyFolders(folders, passwords);
  }

  /** The same, but one role's keys are elsewhere, under a password of their own. */
  public KeyFolders with(Role role, Path folder, KeyPassword password) {
    Map<Role, Path> otherFolders = new EnumMap<>(folders);
    otherFolders.put(role, folder);
    Map<Role, KeyPassword> otherPasswords = new EnumMap<>(passwords);
    otherPasswords.put(role, password);
    return new KeyFolders(otherFolders, otherPasswords);
  }

  /** Where the keys of a role are, each as {@code KEYID.pem}. */
  public Path folder(Role role) {
    Path folder = folders.get(role);
    if (folder == null) {
      throw new IllegalStateException("every role has a folder: " + role);
    }
    return folder;
  }

  /** What the keys of a role are encrypted with. */
  public KeyPassword password(Role role) {
    return passwords.getOrDefault(role, KeyPassword.NONE);
  }
}
