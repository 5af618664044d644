/// What every face does with a call: who asks, how often, may they, and the operation; counted and logged.
package org.posthorn.api.call;
