package org.edgestill.distiller.train;

import java.util.Arrays;
import java.util.Comparator;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.ejml.dense.row.factory.DecompositionFactory_FDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F32;

/**
 * The item vectors of a model.
 *
 * @param width of a vector
 * @param values shape [V + 1, width], row 0 is padding
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of weights; never compared
public record ItemVectors(int width, float[] values) {

  /**
   * The best table of a smaller width: each vector's coordinates along the directions in which the
   * vectors together are longest, which keeps inner products best (Eckart and Young, 1936; a
   * singular value decomposition without the part that multiplies from the left). With a larger
   * width zeros are appended.
   */
  public ItemVectors projected(int smaller) {
    int rows = values.length / width;
    FMatrixRMaj table = FMatrixRMaj.wrap(rows, width, values);
    FMatrixRMaj gram = new FMatrixRMaj(width, width);
    CommonOps_FDRM.multTransA(table, table, gram);
    EigenDecomposition_F32<FMatrixRMaj> eigen = DecompositionFactory_FDRM.eig(width, true, true);
    if (!eigen.decompose(gram)) {
      throw new IllegalArgumentException("the item vectors have no principal directions");
    }
    Integer[] byLength = new Integer[width];
    for (int i = 0; i < width; i++) {
      byLength[i] = i;
    }
    Arrays.sort(byLength, Comparator.comparingDouble(i -> -eigen.getEigenvalue(i).getReal()));
    FMatrixRMaj directions = new FMatrixRMaj(width, smaller);
    for (int column = 0; column < Math.min(width, smaller); column++) {
      FMatrixRMaj direction = eigen.getEigenVector(byLength[column]);
      for (int row = 0; row < width; row++) {
        directions.set(row, column, direction.get(row));
      }
    }
    FMatrixRMaj projected = new FMatrixRMaj(rows, smaller);
    CommonOps_FDRM.mult(table, directions, projected);
    return new ItemVectors(smaller, projected.getData());
  }
}
