// Notes over Qt HTTP Server: /notes for users, to be written with a scope; /status for everyone.
#include "jwtauth/adapters/qt.hpp"

#include <QtCore/QCoreApplication>
#include <QtHttpServer/QHttpServer>
#include <QtNetwork/QTcpServer>

#include "program.hpp"

using Method = QHttpServerRequest::Method;

int main(int argc, char** argv) {
  const auto auth = mechanismOf(argc, argv);
  QCoreApplication application(argc, argv);
  QHttpServer server;

  // region: main
  using namespace jwtauth::adapters;
  server.route("/notes", Method::Get | Method::Head, [&](const QHttpServerRequest& request) {
    const Verdict verdict = qt::judge(*auth, request);
    if (!verdict.user) return qt::refusal(verdict);
    QHttpServerResponse response("Notes of " + QByteArray::fromStdString(std::string(verdict.user->name())));
    qt::addFields(response, verdict);
    return response;
  });
  server.route("/notes", Method::Post, [&](const QHttpServerRequest& request) {
    const Verdict verdict = qt::judge(*auth, request, {.scopes = {"notes:write"}});
    if (!verdict.user) return qt::refusal(verdict);
    QHttpServerResponse response(QHttpServerResponse::StatusCode::Created);
    qt::addFields(response, verdict);
    return response;
  });
  // endregion
  server.route("/status", [] { return QHttpServerResponse("up"); });

  auto* const listener = new QTcpServer(&server);
  listener->listen(QHostAddress::LocalHost);
  server.bind(listener);
  say(listener->serverPort());
  return application.exec();
}
