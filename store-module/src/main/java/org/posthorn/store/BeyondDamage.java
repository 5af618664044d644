package org.posthorn.store;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.rocksdb.RocksDBException;

/// Finds where a column can be read again behind a damaged block.
///
/// RocksDB does not say how far a block reaches, but a seek into it fails and one behind it does not. So we leap by
/// powers of two until a seek works, and halve the way back. What is whole between two damaged blocks next to each
/// other may be leaped over.
final class BeyondDamage {
    /// Longer than most keys: what differs behind that is passed together.
    private static final int KEY_BYTES = 64;

    interface Seek {
        boolean works(byte[] key) throws RocksDBException;
    }

    private BeyondDamage() {}

    /// @param from a key that can't be sought
    /// @return the lowest key above it that can; empty when there is none
    static Optional<byte[]> of(byte[] from, Seek seek) throws RocksDBException {
        int width = Math.max(KEY_BYTES, from.length + 8);
        BigInteger low = new BigInteger(1, Arrays.copyOf(from, width));
        BigInteger end = BigInteger.ONE.shiftLeft(width * Byte.SIZE).subtract(BigInteger.ONE);
        int power = 0;
        BigInteger high = low.add(BigInteger.ONE);
        while (high.compareTo(end) < 0 && !seek.works(key(high, width))) {
            power++;
            high = low.add(BigInteger.ONE.shiftLeft(power));
        }
        if (high.compareTo(end) >= 0) {
            high = end;
            if (!seek.works(key(end, width))) {
                return Optional.empty();
            }
        }
        BigInteger bad = power == 0 ? low : low.add(BigInteger.ONE.shiftLeft(power - 1));
        while (high.subtract(bad).compareTo(BigInteger.ONE) > 0) {
            BigInteger middle = bad.add(high).shiftRight(1);
            if (seek.works(key(middle, width))) {
                high = middle;
            } else {
                bad = middle;
            }
        }
        return Optional.of(key(high, width));
    }

    private static byte[] key(BigInteger number, int width) {
        byte[] bytes = number.toByteArray();
        byte[] key = new byte[width];
        int length = Math.min(bytes.length, width);
        System.arraycopy(bytes, bytes.length - length, key, width - length, length);
        return key;
    }
}
