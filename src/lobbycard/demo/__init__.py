"""The demonstration: public-domain films and series, art drawn on request, an offline provider, a scratch library."""
