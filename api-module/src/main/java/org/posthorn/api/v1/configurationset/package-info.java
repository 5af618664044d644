/// The operations of the SES API about one area: configuration sets.
package org.posthorn.api.v1.configurationset;
