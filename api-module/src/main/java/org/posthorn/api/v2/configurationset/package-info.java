/// API v2: configuration sets and where their events go.
package org.posthorn.api.v2.configurationset;
