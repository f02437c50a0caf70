#pragma once

#include <drogon/HttpAppFramework.h>

#include "program.hpp"

/// What the programs over Drogon share: a route for everyone, and a port of its own on loopback.
inline void serveByDrogon() {
  using drogon::HttpRequestPtr, drogon::HttpResponse, drogon::HttpResponsePtr;
  const auto status = [](const HttpRequestPtr&, std::function<void(const HttpResponsePtr&)>&& callback) {
    const auto response = HttpResponse::newHttpResponse();
    response->setBody("up");
    callback(response);
  };
  drogon::app().registerHandler("/status", status);
  drogon::app().registerBeginningAdvice([] {
    drogon::app().getLoop()->queueInLoop([] {  // after the listeners have begun in theirs
      drogon::app().getIOLoop(0)->queueInLoop([] { say(drogon::app().getListeners().front().toPort()); });
    });
  });
  drogon::app().addListener("127.0.0.1", 0).run();
}
