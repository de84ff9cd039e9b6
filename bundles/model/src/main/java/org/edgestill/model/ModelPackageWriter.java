package org.edgestill.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.edgestill.api.model.ModelRefusedException;
import org.edgestill.model.io.DurableFiles;

/** Turns a folder of files into a model package by writing its manifest. */
public final class ModelPackageWriter {

  private final int chunkLength;

  /** With chunks of the default length. */
  public ModelPackageWriter() {
    this(Chunks.DEFAULT_LENGTH);
  }

  /**
   * With chunks of another length.
   *
   * @param chunkLength bytes, {@value Chunks#MIN_LENGTH} to {@value Chunks#MAX_LENGTH}
   */
  public ModelPackageWriter(int chunkLength) {
    if (chunkLength < Chunks.MIN_LENGTH || chunkLength > Chunks.MAX_LENGTH) {
      throw new IllegalArgumentException(
          "chunkLength must be " + Chunks.MIN_LENGTH + " to " + Chunks.MAX_LENGTH);
    }
    this.chunkLength = chunkLength;
  }

  /**
   * Measures every file of the folder and writes {@code manifest.json} beside them, replacing one
   * that is there. Files are listed by path, so the same files and description give the same bytes.
   *
   * @param about the description; its list of files is replaced
   * @return the package, verified
   * @throws ModelRefusedException if the folder can not be a package, see {@link ModelPackage#open}
   * @throws IllegalArgumentException if a file has a name that is not allowed
   */
  public ModelPackage write(Path folder, Manifest about) throws IOException, ModelRefusedException {
    List<FileEntry> files = new ArrayList<>();
    for (String path : ModelPackage.filesIn(folder)) {
      if (!path.equals(ModelPackage.MANIFEST)) {
        files.add(FileEntry.of(PackagePath.resolve(folder, path), path, chunkLength));
      }
    }
    DurableFiles.write(folder.resolve(ModelPackage.MANIFEST), about.withFiles(files).toJson());
    return ModelPackage.open(folder);
  }
}
