/// API v2: addresses that mail leaves from, in pools.
package org.posthorn.api.v2.dedicatedip;
