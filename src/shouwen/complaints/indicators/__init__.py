"""The monthly indicators of S3 §5: counted, frozen, ranked, published; every number opens into its cases."""
