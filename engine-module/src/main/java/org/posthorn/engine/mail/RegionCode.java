package org.posthorn.engine.mail;

import java.util.Map;

/// The four hex digits that open a message id, one code per region.
///
/// Codes of known regions were read off published ids (`docs/api.md`); any other region name gets a stable code from
/// the range above them, so that ids of different regions still differ.
final class RegionCode {
    private static final Map<String, Integer> KNOWN = Map.ofEntries(
            Map.entry("us-east-1", 0x0100),
            Map.entry("us-west-2", 0x0101),
            Map.entry("eu-west-1", 0x0102),
            Map.entry("sa-east-1", 0x0103),
            Map.entry("ap-northeast-1", 0x0106),
            Map.entry("eu-central-1", 0x0107),
            Map.entry("ap-southeast-2", 0x0108),
            Map.entry("ap-south-1", 0x0109),
            Map.entry("ca-central-1", 0x010d),
            Map.entry("ap-southeast-1", 0x010e),
            Map.entry("us-east-2", 0x010f));

    private RegionCode() {}

    static int of(String region) {
        Integer known = KNOWN.get(region);
        return known != null ? known : 0x1000 | (region.hashCode() & 0x0fff);
    }
}
