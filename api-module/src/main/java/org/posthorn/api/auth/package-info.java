/// Who asks: signatures in all the ways that SES ever took, and how often an account may ask.
package org.posthorn.api.auth;
