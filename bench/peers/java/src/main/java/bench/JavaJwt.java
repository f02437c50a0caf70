package bench;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;

/** java-jwt, of Auth0, in the protocol of the peers. */
final class JavaJwt {
  private static PublicKey publicKey(String kind, String pem) throws Exception {
    String body = pem.replaceAll("-----[^-]+-----|\\s", "");
    return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(body)));
  }

  private static Optional<Algorithm> algorithm(String name, String key) throws Exception {
    return switch (name) {
      case "HS256" -> Optional.of(Algorithm.HMAC256(key));
      case "RS256" -> Optional.of(Algorithm.RSA256((RSAPublicKey) publicKey("RSA", key), null));
      case "ES256" -> Optional.of(Algorithm.ECDSA256((ECPublicKey) publicKey("EC", key), null));
      case "ES384" -> Optional.of(Algorithm.ECDSA384((ECPublicKey) publicKey("EC", key), null));
      default -> Optional.empty();
    };
  }

  private static Protocol.Verify with(Algorithm algorithm) {
    com.auth0.jwt.interfaces.JWTVerifier verifier = JWT.require(algorithm).withIssuer(Protocol.ISSUER)
        .withAudience(Protocol.AUDIENCE).withClaimPresence("exp").build();
    return token -> {
      try {
        DecodedJWT decoded = verifier.verify(token);
        return decoded.getClaim("email").asString().equals(Protocol.EMAIL)
            && decoded.getClaim(Protocol.ROLES_CLAIM).asList(String.class).size() == Protocol.ROLE_COUNT;
      } catch (JWTVerificationException refused) {
        return false;
      }
    };
  }

  /** Which only the name of its archive tells. */
  private static String version() {
    String archive = JWTVerifier.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    return archive.replaceAll(".*java-jwt-|\\.jar$", "");
  }

  public static void main(String[] arguments) throws Exception {
    Protocol.serve(version(), Path.of(arguments[0]), (name, key) -> algorithm(name, key).map(JavaJwt::with));
  }

  private JavaJwt() {}
}
