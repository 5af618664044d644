package org.posthorn.api.v2.identity;

/// How long the keys are that are made for a domain.
enum DkimSigningKeyLength {
    RSA_1024_BIT(1_024),
    RSA_2048_BIT(2_048);

    private final int bits;

    DkimSigningKeyLength(int bits) {
        this.bits = bits;
    }

    int bits() {
        return bits;
    }

    static DkimSigningKeyLength of(int bits) {
        return bits <= RSA_1024_BIT.bits ? RSA_1024_BIT : RSA_2048_BIT;
    }
}
