import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;

/** Listens on a port of 127.0.0.1 and speaks MongoDB's wire protocol until it is ended. */
final class MemoryMongoDb {
  public static void main(String[] arguments) {
    MongoServer server = new MongoServer(new MemoryBackend());
    server.bind("127.0.0.1", Integer.parseInt(arguments[0]));
    System.out.println("ready");
  }
}
