about='AWS-LC, built from source'
withLibcrypto aws-lc AWS-LC
