# The server of the GitHub App. Nothing is written at run time: run it with a read-only file system and no capability.

# An LTS release, the same for the build and at run time.
ARG NODE_VERSION=24.21.0

FROM node:${NODE_VERSION}-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json LICENSE ./
RUN npm ci --ignore-scripts
COPY build.js tsconfig.json ./
COPY src src
COPY sandbox/renderer.wasm.br sandbox/renderer.licences.txt sandbox/wasi.js sandbox/worker.js sandbox/
RUN npm run build && npm prune --omit=dev --ignore-scripts

# The C and C++ libraries of Debian 12 that Node.js needs, and no shell. It is published without versions: name its digest
# (`@sha256:…`) where two builds must give the same image.
FROM gcr.io/distroless/cc-debian12:nonroot
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 METRICS_HOST=0.0.0.0
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=build /app/package.json /app/LICENSE ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/sandbox sandbox
# A number, so that Kubernetes can see that it is not root.
USER 65532:65532
EXPOSE 3000 9090
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["/usr/local/bin/node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["/usr/local/bin/node"]
CMD ["dist/github/main.js"]
